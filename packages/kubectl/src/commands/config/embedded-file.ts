import path from 'node:path';
import type { Context } from '../../framework/context.js';
import { readUserFile } from '../../framework/read-file.js';

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
  const failure = `could not read ${field} data from ${file}: `;
  target[`${field}-data`] = (await readUserFile(context, file, failure)).toString('base64');
}
