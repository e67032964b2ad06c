import { randomInt } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Context } from '../../framework/context.js';
import { CommandError } from '../../framework/errors.js';
import { runProgram } from '../../framework/run-program.js';

/** A file that a person has edited. */
export interface EditedFile {
  path: string;
  text: string;
  /** Takes it away; what has been sent needs no copy. */
  remove(): Promise<void>;
}

/** Opens a temporary file with `text` in the user's editor and answers what it holds afterwards. */
export async function launchEditor(
  context: Context,
  text: string,
  { format, windowsLineEndings }: { format: 'yaml' | 'json'; windowsLineEndings: boolean },
): Promise<EditedFile> {
  const file = path.join(context.env.TMPDIR ?? tmpdir(), `kubectl-edit-${randomInt(2 ** 32)}.${format}`);
  const written = windowsLineEndings ? text.replaceAll('\n', '\r\n') : text;
  await writeFile(file, written, { mode: 0o600, flag: 'wx' });
  const editor = context.env.KUBE_EDITOR || context.env.EDITOR || 'vi';
  const { program, args, shown } = editorCommand(editor, { file, shell: context.env.SHELL || '/bin/bash' });
  const fail = async (problem: string): Promise<never> => {
    await rm(file);
    throw new CommandError(`${problem} ${JSON.stringify(shown)}`);
  };
  const exitCode = await runProgram(program, args, { cwd: context.cwd, env: context.env }).catch(() => undefined);
  if (exitCode === undefined) return await fail('unable to launch the editor');
  if (exitCode !== 0) return await fail('there was a problem with the editor');
  return {
    path: file,
    text: await readFile(file, 'utf8'),
    remove: async () => await rm(file, { force: true }),
  };
}

/** An editor is a program with arguments; one with quotes or backslashes in it is for the shell to understand. */
export function editorCommand(
  editor: string,
  { file, shell }: { file: string; shell: string },
): { program: string; args: string[]; shown: string } {
  if (/["'\\]/.test(editor)) {
    return {
      program: shell,
      args: ['-c', `${editor} ${JSON.stringify(file)}`],
      shown: `${shell} -c ${editor}`,
    };
  }
  const [program = 'vi', ...args] = editor.split(' ');
  return { program, args: [...args, file], shown: editor };
}
