import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import type { Io } from './io.js';

/**
 * Runs the plugin that the arguments name: `kubectl foo bar` is `kubectl-foo-bar`, or else `kubectl-foo` with the
 * argument `bar`. Answers its exit code; undefined if there is no such program on the PATH.
 */
export async function runPlugin(argv: readonly string[], io: Io): Promise<number | undefined> {
  const words: string[] = [];
  for (const token of argv) {
    if (token.startsWith('-')) break;
    words.push(token.replaceAll('-', '_'));
  }
  for (let count = words.length; count > 0; count--) {
    const program = await findProgram(`kubectl-${words.slice(0, count).join('-')}`, io);
    if (program !== undefined) {
      const { runProgram } = await import('./run-program.js');
      return await runProgram(program, argv.slice(count), io);
    }
  }
  return undefined;
}

/** The folders of the PATH, in order. */
export function pathFolders(env: Io['env']): string[] {
  return (env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
}

async function findProgram(name: string, io: Io): Promise<string | undefined> {
  for (const folder of pathFolders(io.env)) {
    const file = path.resolve(io.cwd, folder, name);
    if (await isExecutable(file)) return file;
  }
  return undefined;
}

/** Whether `file` can be run. */
export async function isExecutable(file: string): Promise<boolean> {
  return await access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
