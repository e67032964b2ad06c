import { chmod, mkdir, readdir, readFile, readlink, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import type { Payload } from './payload.js';
import { VolumeError } from './volume-error.js';

/**
 * Makes a folder contain exactly the files of `payload`, all of them at once: readers see the old ones or the new ones.
 *
 *     folder/key     → ..data/key       (links that never change while the key exists)
 *     folder/..data  → ..2026_11_22_…   (one rename switches everything)
 *
 * The layout is the kubelet's (`AtomicWriter`); programs watch `..data`. Answers whether anything changed.
 */
export async function writePayload(folder: string, payload: Payload, version: string): Promise<boolean> {
  for (const path of payload.keys()) checkPath(path);
  await makeFolder(folder);
  const current = await readlink(join(folder, '..data')).catch(() => undefined);
  if (current !== undefined && (await isUpToDate(join(folder, current), payload))) return false;

  const next = `..${version}`;
  for (const [path, { data, mode }] of payload) {
    const file = join(folder, next, path);
    for (const below of foldersOf(path)) await makeFolder(join(folder, next, below));
    await writeFile(file, data, { mode });
    await chmod(file, mode);
  }
  await makeFolder(join(folder, next));
  await rm(join(folder, '..data_tmp'), { force: true });
  await symlink(next, join(folder, '..data_tmp'));
  await rename(join(folder, '..data_tmp'), join(folder, '..data'));
  await updateLinks(folder, new Set([...payload.keys()].map(topLevel)));
  if (current !== undefined && current !== next) await rm(join(folder, current), { recursive: true, force: true });
  return true;
}

/** Its mode is set, whatever the umask is: a container's user reads here. */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
}

/** `a/b/c`: ``, `a`, `a/b`. */
function foldersOf(path: string): string[] {
  const parts = normalize(path).split('/').slice(0, -1);
  return ['', ...parts.map((_, index) => parts.slice(0, index + 1).join('/'))];
}

async function updateLinks(folder: string, names: ReadonlySet<string>): Promise<void> {
  const present = (await readdir(folder)).filter((name) => !name.startsWith('..'));
  for (const name of names) if (!present.includes(name)) await symlink(join('..data', name), join(folder, name));
  for (const name of present) if (!names.has(name)) await rm(join(folder, name), { force: true });
}

async function isUpToDate(folder: string, payload: Payload): Promise<boolean> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  if (files.length !== payload.size) return false;
  const same = await Promise.all([...payload].map(([path, file]) => isSame(join(folder, path), file)));
  return same.every(Boolean);
}

async function isSame(path: string, { data, mode }: { data: Buffer; mode: number }): Promise<boolean> {
  try {
    const [now, found] = await Promise.all([readFile(path), stat(path)]);
    return now.equals(data) && (found.mode & 0o777) === mode;
  } catch {
    return false;
  }
}

function topLevel(path: string): string {
  return normalize(path).split('/')[0] as string;
}

function checkPath(path: string): void {
  const parts = path.split('/');
  if (path === '' || path.startsWith('/') || parts.includes('..') || path.startsWith('..')) {
    throw new VolumeError(`invalid path: ${JSON.stringify(path)} must be relative and stay in the volume`);
  }
}
