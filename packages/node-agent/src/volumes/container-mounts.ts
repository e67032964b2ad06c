import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Container } from '@sampan/api';
import type { Mount } from '../drivers/driver.js';
import { ConfigError } from '../environment/config-error.js';
import { expand } from '../environment/expand.js';

/** The mounts of a container, where `volumes` says in which folder each volume of the pod lies. */
export async function containerMounts(
  container: Container,
  volumes: ReadonlyMap<string, string>,
  env: ReadonlyMap<string, string>,
): Promise<Mount[]> {
  const mounts: Mount[] = [];
  for (const { name, mountPath, subPath, subPathExpr, readOnly } of container.volumeMounts ?? []) {
    const folder = volumes.get(name);
    if (folder === undefined) throw new ConfigError(`volume "${name}" of container "${container.name}" is not set up`);
    const below = subPathExpr ? expand(subPathExpr, env) : (subPath ?? '');
    mounts.push({ mountPath, hostPath: await subFolder(folder, below), readOnly: readOnly ?? false });
  }
  return mounts;
}

/** A sub path that is not there yet becomes a folder, as the kubelet does. */
async function subFolder(folder: string, below: string): Promise<string> {
  if (below === '') return folder;
  if (below.startsWith('/') || below.split('/').includes('..')) throw new ConfigError('subPath must not contain ".."');
  const path = join(folder, below);
  const exists = await stat(path).then(
    () => true,
    () => false,
  );
  if (!exists) await mkdir(path, { recursive: true, mode: 0o755 });
  return path;
}
