import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Context } from '../../framework/context.js';
import { CommandError } from '../../framework/errors.js';

/** Sets the field that names `file`, or, embedded, the one that holds what is in it; never both. */
export async function assignFile(
  context: Context,
  target: Record<string, unknown>,
  { field, file, isEmbedded }: { field: string; file: string; isEmbedded: boolean },
): Promise<void> {
  delete target[field];
  delete target[`${field}-data`];
  if (file === '') return;
  const absolute = path.resolve(context.cwd, file);
  if (!isEmbedded) {
    target[field] = absolute;
    return;
  }
  try {
    target[`${field}-data`] = (await readFile(absolute)).toString('base64');
  } catch {
    throw new CommandError(`could not read ${field} data from ${file}: open ${file}: no such file or directory`);
  }
}
