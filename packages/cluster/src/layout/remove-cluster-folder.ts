import { lstat, realpath, rename, rm, rmdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { ClusterFolder } from './cluster-folder.js';

/**
 * Removes a cluster's folder. It disappears at once, so that a `sampan up` in between makes a new one. A data folder
 * loses what the cluster had in it and then itself, unless something else lies in it or it is a mount point: then the
 * answer is its path.
 */
export async function removeClusterFolder(folder: ClusterFolder): Promise<string | undefined> {
  const { root } = folder;
  if ((await lstat(root)).isSymbolicLink()) {
    const target = await realpath(root);
    await unlink(root);
    return (await removeContents(folder, target)) ? undefined : target;
  }
  const going = path.join(path.dirname(root), `.deleted-${path.basename(root)}-${process.pid}`);
  try {
    await rename(root, going);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EBUSY' && code !== 'EXDEV') throw error;
    return (await removeContents(folder, root)) ? undefined : root;
  }
  await rm(going, { recursive: true, force: true, maxRetries: 3 });
  return undefined;
}

/** Only what a cluster makes: the folder may have been somebody's before. Answers whether nothing is left of it. */
async function removeContents(folder: ClusterFolder, root: string): Promise<boolean> {
  const entries = Object.values(folder)
    .filter((entry) => entry !== folder.root)
    .map((entry) => path.relative(folder.root, entry));
  for (const entry of entries) {
    await rm(path.join(root, entry), { recursive: true, force: true, maxRetries: 3 });
  }
  return rmdir(root).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EBUSY' && error.code !== 'EACCES') throw error;
      return false;
    },
  );
}
