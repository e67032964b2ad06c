import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Context } from './context.js';
import { CommandError } from './errors.js';

/** Lets the user edit `text` in KUBE_EDITOR, else EDITOR, else vi; answers what is in the file afterwards. */
export async function editText(
  context: Context,
  text: string,
  { prefix = 'kubectl-edit-', extension = '.yaml' }: { prefix?: string; extension?: string } = {},
): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), prefix));
  const file = path.join(folder, `edit${extension}`);
  try {
    await writeFile(file, text, { mode: 0o600 });
    await runEditor(context, file);
    return await readFile(file, 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The editor may be a whole command line, so a shell reads it. */
async function runEditor(context: Context, file: string): Promise<void> {
  const editor = context.env.KUBE_EDITOR || context.env.EDITOR || 'vi';
  const { runProgram } = await import('./run-program.js');
  const isPlain = !/["'\\\s$]/.test(editor);
  const [program, args] = isPlain ? [editor, [file]] : [context.env.SHELL || '/bin/sh', ['-c', `${editor} "$0"`, file]];
  const exitCode = await runProgram(program, args, context).catch(() => {
    throw new CommandError(`unable to launch the editor ${JSON.stringify(editor)}`);
  });
  if (exitCode !== 0) throw new CommandError(`there was a problem with the editor ${JSON.stringify(editor)}`);
}
