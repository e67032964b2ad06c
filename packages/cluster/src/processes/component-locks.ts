import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { lockHolder, type ProcessIdentity } from '@sampan/node-agent/processes';
import type { ClusterFolder } from '../layout/cluster-folder.js';

/** The environment by which a component learns of its lock and of its supervisor: it takes them out of it at once. */
export const lockVariable = 'SAMPAN_COMPONENT_LOCK';
export const supervisorVariable = 'SAMPAN_SUPERVISOR_PID';

/**
 * The lock of a component: the process that runs as `name` holds it from before it does anything until it has ended, so
 * that there is never a second one, and none that nobody finds.
 */
export function componentLock(folder: ClusterFolder, name: string): string {
  return path.join(folder.run, name);
}

/** The process that runs as `name`, if one does. */
export function runningComponent(folder: ClusterFolder, name: string): ProcessIdentity | undefined {
  return lockHolder(componentLock(folder, name));
}

/** Every component that runs, by name; the supervisor is one of them. */
export async function runningComponents(folder: ClusterFolder): Promise<Map<string, ProcessIdentity>> {
  const running = new Map<string, ProcessIdentity>();
  for (const name of await namesIn(folder.run)) {
    const holder = runningComponent(folder, name);
    if (holder !== undefined) running.set(name, holder);
  }
  return running;
}

async function namesIn(run: string): Promise<string[]> {
  try {
    const entries = await readdir(run, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
