import { mkdir, rm, symlink } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import type { Mount } from '../container-runtime.js';

/** Builds the folder that stands for a container's `/`: every mount path below it is a link to what is mounted there. */
export async function buildRootView(root: string, mounts: readonly Mount[]): Promise<void> {
  await mkdir(root, { recursive: true });
  // Outer mounts first: an inner one is then a link inside the outer one's folder, where it is visible as well.
  const ordered = [...mounts].sort((a, b) => a.mountPath.length - b.mountPath.length);
  for (const mount of ordered) await linkMount(join(root, normalize(`/${mount.mountPath}`)), mount.hostPath);
}

async function linkMount(link: string, target: string): Promise<void> {
  const path = link.replace(/\/+$/, '');
  try {
    await mkdir(dirname(path), { recursive: true });
    await rm(path, { force: true });
    await symlink(target, path);
  } catch {
    // A mount inside a read-only or occupied place has no link; its path in command, arguments and environment works.
  }
}
