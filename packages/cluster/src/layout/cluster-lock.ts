import { access, rmdir } from 'node:fs/promises';
import { waitForLock } from '@sampan/node-agent/processes';
import type { Terminal } from '../cli/terminal.js';
import type { ClusterFolder } from './cluster-folder.js';

/**
 * Does `action` while no other `sampan` starts, stops or removes the cluster; waits for one that does. Leaves no folder
 * behind where there was none and the action made no cluster in it.
 */
export async function alone<T>(folder: ClusterFolder, terminal: Terminal, action: () => Promise<T>): Promise<T> {
  const lock = await waitForLock(folder.lock, {
    waiting: ({ pid }) => terminal.progress(`Waiting for process ${pid}, which works on this cluster`),
  });
  try {
    return await action();
  } finally {
    lock.release();
    await removeUnlessCluster(folder);
  }
}

async function removeUnlessCluster(folder: ClusterFolder): Promise<void> {
  const isCluster = await access(folder.config).then(
    () => true,
    () => false,
  );
  if (isCluster) return;
  // What is not empty is in use by somebody else, or was there before.
  for (const empty of [folder.lock, folder.nodes, folder.root]) await rmdir(empty).catch(() => undefined);
}
