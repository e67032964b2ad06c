import { chmod, mkdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Container } from '@sampan/api';
import type { Mount } from '../drivers/container-runtime.js';
import { ConfigError } from '../environment/config-error.js';
import { expand } from '../environment/expand.js';

/**
 * The mounts of a container, where `volumes` says in which folder each volume of the pod lies, and `readOnly` which of
 * them nobody may write to.
 */
export async function containerMounts(
  container: Container,
  { volumes, readOnly: never = new Set() }: { volumes: ReadonlyMap<string, string>; readOnly?: ReadonlySet<string> },
  env: ReadonlyMap<string, string>,
): Promise<Mount[]> {
  const mounts: Mount[] = [];
  for (const { name, mountPath, subPath, subPathExpr, readOnly, mountPropagation } of container.volumeMounts ?? []) {
    const folder = volumes.get(name);
    if (folder === undefined) throw new ConfigError(`volume "${name}" of container "${container.name}" is not set up`);
    const below = subPathExpr ? expand(subPathExpr, env) : (subPath ?? '');
    mounts.push({
      mountPath,
      hostPath: await subPathOf(folder, below).catch((error: Error) => {
        if (error instanceof ConfigError) throw error;
        throw new ConfigError(
          `failed to prepare subPath for volumeMount "${name}" of container "${container.name}": ${error.message}`,
        );
      }),
      readOnly: readOnly === true || never.has(name),
      propagation: (mountPropagation as Mount['propagation'] | undefined) ?? 'None',
    });
  }
  return mounts;
}

/**
 * A sub path that is not there yet becomes a folder, as the kubelet does. Links on the way are followed as long as they
 * stay in the volume: a program of one pod must not choose what a mount of the next one shows.
 */
async function subPathOf(folder: string, below: string): Promise<string> {
  if (below === '') return folder;
  if (below.startsWith('/') || below.split('/').includes('..')) throw new ConfigError('subPath must not contain ".."');
  const root = await realpath(folder);
  let path = root;
  for (const part of below.split('/').filter((name) => name !== '' && name !== '.')) {
    const next = join(path, part);
    path = await realpath(next).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      // A link that leads nowhere is there: nothing is made where it points to.
      await mkdir(next, { mode: 0o755 });
      await chmod(next, 0o755);
      return next;
    });
    if (path !== root && !path.startsWith(root === sep ? sep : root + sep)) {
      throw new Error(`subpath "${path}" not within volume path "${root}"`);
    }
  }
  return join(folder, below);
}
