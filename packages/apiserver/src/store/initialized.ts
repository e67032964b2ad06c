import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreUnavailableError } from './errors.js';

/** The database's file in a data directory. */
export function databaseFile(dataDir: string): string {
  return join(dataDir, 'state.db');
}

/**
 * Throws StoreUnavailableError where a data directory has held a cluster's state, and its database is gone or empty: to
 * start would be to forget everything without a word.
 */
export async function requireState(dataDir: string): Promise<void> {
  const file = databaseFile(dataDir);
  if ((await sizeOf(markerFile(dataDir))) === undefined) return;
  const size = await sizeOf(file);
  if (size !== undefined && size > 0) return;
  throw new StoreUnavailableError(
    `the store ${file} ${size === undefined ? 'is missing' : 'is empty'}, but it held the state of a cluster: ` +
      `restore it from a backup, or remove ${dataDir} to start an empty cluster`,
  );
}

/** Remembers that the data directory holds the state of a cluster. */
export async function rememberState(dataDir: string): Promise<void> {
  await writeFile(markerFile(dataDir), 'state.db holds the state of a cluster\n', { mode: 0o600 });
}

function markerFile(dataDir: string): string {
  return join(dataDir, 'initialized');
}

async function sizeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
