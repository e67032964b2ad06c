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
  const { program, args } = editorCommand(editor, file);
  let exitCode: number;
  try {
    exitCode = await runProgram(program, args, { cwd: context.cwd, env: context.env });
  } catch {
    exitCode = -1;
  }
  if (exitCode !== 0) {
    await rm(file);
    throw new CommandError(`there was a problem with the editor ${JSON.stringify(editor)}`);
  }
  return {
    path: file,
    text: await readFile(file, 'utf8'),
    remove: async () => await rm(file, { force: true }),
  };
}

/** An editor is a program with arguments; one with quotes or backslashes in it is for the shell to understand. */
export function editorCommand(editor: string, file: string): { program: string; args: string[] } {
  if (/["'\\]/.test(editor)) return { program: '/bin/sh', args: ['-c', `${editor} ${JSON.stringify(file)}`] };
  const [program = 'vi', ...args] = editor.split(' ').filter((part) => part !== '');
  return { program, args: [...args, file] };
}
