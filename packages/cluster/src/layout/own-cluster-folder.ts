import { chmod, lstat, mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../user-error.js';
import type { ClusterFolder } from './cluster-folder.js';

/**
 * Creates a cluster's folder, or takes one that is there: it and what the cluster keeps in it is its owner's alone,
 * whatever modes it had and whatever the umask says; nobody else can list or read it. Throws a UserError for a folder
 * that is somebody else's, or that holds other things, which are not ours to lock away.
 */
export async function ownClusterFolder(folder: ClusterFolder): Promise<void> {
  await mkdir(folder.root, { recursive: true, mode: 0o700 });
  const { uid } = await stat(folder.root);
  const self = process.getuid?.();
  if (self !== undefined && uid !== self) {
    throw new UserError(
      `the folder ${folder.root} belongs to another user`,
      'give it to yours, or choose another folder',
    );
  }
  const names = await readdir(folder.root);
  const ours = new Set(Object.values(folder).map((file) => path.basename(file as string)));
  const foreign = names.find((name) => !ours.has(name) && name !== `${path.basename(folder.config)}.new`);
  if (foreign !== undefined && !names.includes(path.basename(folder.config)) && foreign !== 'lost+found') {
    throw new UserError(
      `the folder ${folder.root} holds other things than a cluster: ${foreign}`,
      'choose an empty folder, or one that does not exist yet',
    );
  }
  await chmod(folder.root, passable);
  await Promise.all([folder.pki, folder.kubeconfigs, folder.db, folder.logs, folder.run].map(closeTree));
  await closeOne(folder.config);
  await mkdir(folder.nodes, { recursive: true });
  await closeOne(folder.nodes, passable);
}

/**
 * Root's containers may be other users' (runAsUser), who have to come through to their pods' folders, which let nobody else
 * in. They can list nothing on the way.
 */
const passable = process.getuid?.() === 0 ? 0o711 : 0o700;

/** Folders 0700 and files 0600, links left alone. What is not there needs no mode. */
async function closeTree(file: string): Promise<void> {
  if (!(await closeOne(file))) return;
  await Promise.all((await readdir(file)).map((name) => closeTree(path.join(file, name))));
}

/** Answers whether it is a folder. */
async function closeOne(file: string, folderMode = 0o700): Promise<boolean> {
  const found = await lstat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined || found.isSymbolicLink()) return false;
  const mode = found.isDirectory() ? folderMode : 0o600;
  if ((found.mode & 0o777) !== mode) {
    // A running cluster removes files while we look: its SQLite journal, a record.
    await chmod(file, mode).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }
  return found.isDirectory();
}
