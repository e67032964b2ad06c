import { readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { isDns1123Label } from '@sampan/api';
import { UserError } from '../user-error.js';

/** The folder that holds every cluster's folder: `SAMPAN_HOME`, or `~/.sampan`. */
export function sampanHome(env: NodeJS.ProcessEnv = process.env): string {
  return path.resolve(env.SAMPAN_HOME || path.join(os.homedir(), '.sampan'));
}

/** The names of the clusters that have a folder, sorted. */
export async function listClusters(home: string): Promise<string[]> {
  const entries = await readdir(home, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && isDns1123Label(entry.name).length === 0)
    .map((entry) => entry.name)
    .sort();
}

/** Throws a UserError when `name` cannot name a cluster: it becomes part of paths and of the context's name. */
export function requireClusterName(name: string): void {
  const [problem] = isDns1123Label(name);
  if (problem !== undefined) throw new UserError(`"${name}" cannot name a cluster: ${problem}`);
}
