import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { systemErrorText } from '@sampan/api';
import type { Context } from './context.js';
import { CommandError } from './errors.js';

/** The content of a file that the user named. Throws in Go's words, behind `failure`: `open x: no such file or directory`. */
export async function readUserFile({ cwd }: Pick<Context, 'cwd'>, file: string, failure = ''): Promise<Buffer> {
  try {
    return await readFile(path.resolve(cwd, file));
  } catch (error) {
    const text = systemErrorText(error, file);
    throw text === undefined ? error : new CommandError(`${failure}${text}`);
  }
}
