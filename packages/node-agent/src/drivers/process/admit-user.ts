import { createHash } from 'node:crypto';
import { chmod, chown, lstat, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ContainerUser } from '../container-runtime.js';

/**
 * Lets a container's user come to its pod's folder, and no other user of the host: each pod has a group of its own, which
 * its containers are in and which alone may pass the pod's folder. Answers the user with that group, and the first folder
 * above the node's that stays closed to it, if one does.
 *
 *     rootDir 0711 / pods 0711 / <uid> root:group 0710 / volumes 0755, containers/<name>/<attempt> 0711
 */
export async function admitUser(
  user: ContainerUser,
  { podUid, rootDir, podFolder, attemptFolder, rootView }: AdmittedFolders,
): Promise<{ user: ContainerUser; closed: string | undefined }> {
  const group = podGroup(podUid);
  await chown(podFolder, process.getuid?.() ?? 0, group);
  await Promise.all([
    chmod(podFolder, 0o710),
    chmod(rootDir, 0o711),
    chmod(dirname(podFolder), 0o711),
    chmod(attemptFolder, 0o711),
    chmod(dirname(attemptFolder), 0o755),
    chmod(dirname(dirname(attemptFolder)), 0o755),
    chmod(join(podFolder, 'volumes'), 0o755).catch(ignoreMissing),
    openFolders(rootView),
  ]);
  const admitted = { ...user, groups: [...user.groups, group] };
  return { user: admitted, closed: await closedFolder(dirname(rootDir), admitted) };
}

export interface AdmittedFolders {
  podUid: string;
  rootDir: string;
  podFolder: string;
  attemptFolder: string;
  rootView: string;
}

/** From 2,000,000,000 on, where nobody's groups are: a pod's own, by its uid. */
function podGroup(podUid: string): number {
  return 2_000_000_000 + (createHash('sha256').update(podUid).digest().readUInt32BE() % 100_000_000);
}

/** Folders alone: the links in a root view are the volumes. */
async function openFolders(folder: string): Promise<void> {
  if (!(await lstat(folder)).isDirectory()) return;
  await chmod(folder, 0o755);
  await Promise.all((await readdir(folder)).map((name) => openFolders(join(folder, name))));
}

async function closedFolder(folder: string, { uid, gid, groups }: ContainerUser): Promise<string | undefined> {
  if (uid === 0) return undefined;
  const above = dirname(folder) === folder ? undefined : await closedFolder(dirname(folder), { uid, gid, groups });
  if (above !== undefined) return above;
  const found = await stat(folder);
  const bit = found.uid === uid ? 0o100 : [gid, ...groups].includes(found.gid) ? 0o010 : 0o001;
  return (found.mode & bit) === 0 ? folder : undefined;
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
