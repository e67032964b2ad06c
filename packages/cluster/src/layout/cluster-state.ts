import { stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../user-error.js';
import { type ClusterFolder, logFile } from './cluster-folder.js';

/**
 * Throws where a cluster has run before (its API server has a log) and its database is missing or empty: what is left of
 * it are certificates, and starting would make an empty cluster of the same name.
 */
export async function requireClusterState(folder: ClusterFolder, name: string): Promise<void> {
  if ((await sizeOf(logFile(folder, 'apiserver'))) === 0) return;
  const database = path.join(folder.db, 'state.db');
  if ((await sizeOf(database)) > 0) return;
  throw new UserError(
    `the database of cluster "${name}" is missing or empty: ${database}`,
    `restore it from a backup, or remove what is left of the cluster with \`sampan delete --name ${name}\``,
  );
}

/** 0 where there is no such file. */
async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
