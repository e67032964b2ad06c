import { lstat, realpath, rename, rm, rmdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { ClusterFolder } from './cluster-folder.js';

/**
 * Removes a cluster's folder. It disappears at once, so that a `sampan up` in between makes a new one. A data folder
 * loses what the cluster had in it and then itself, unless something else lies in it or it is a mount point.
 */
export async function removeClusterFolder(folder: ClusterFolder): Promise<void> {
  const { root } = folder;
  if ((await lstat(root)).isSymbolicLink()) {
    const target = await realpath(root);
    await unlink(root);
    await removeContents(folder, target);
    return;
  }
  const going = path.join(path.dirname(root), `.deleted-${path.basename(root)}-${process.pid}`);
  try {
    await rename(root, going);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EBUSY' && code !== 'EXDEV') throw error;
    await removeContents(folder, root);
    return;
  }
  await rm(going, { recursive: true, force: true, maxRetries: 3 });
}

/** Only what a cluster makes: the folder may have been somebody's before. */
async function removeContents(folder: ClusterFolder, root: string): Promise<void> {
  const entries = Object.values(folder)
    .filter((entry) => entry !== folder.root)
    .map((entry) => path.relative(folder.root, entry));
  for (const entry of entries) {
    await rm(path.join(root, entry), { recursive: true, force: true, maxRetries: 3 });
  }
  await rmdir(root).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EBUSY' && error.code !== 'EACCES') throw error;
  });
}
