import type { Stats } from 'node:fs';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { HostPathVolumeSource } from '@sampan/api';
import { VolumeError } from './volume-error.js';

/** Checks a hostPath against its type and creates what its type says may be created; answers the path. */
export async function setUpHostPath({ path, type = '' }: HostPathVolumeSource): Promise<string> {
  if (type === '') return path;
  const found = await stat(path).catch(() => undefined);
  if (found === undefined && type === 'DirectoryOrCreate') {
    await mkdir(path, { recursive: true, mode: 0o755 });
    return path;
  }
  if (found === undefined && type === 'FileOrCreate') {
    await mkdir(dirname(path), { recursive: true, mode: 0o755 });
    await writeFile(path, '', { mode: 0o644, flag: 'a' });
    return path;
  }
  const rule = rules[type];
  if (rule === undefined) throw new VolumeError(`hostPath type check failed: unknown type "${type}"`);
  if (found === undefined || !rule.holds(found)) {
    throw new VolumeError(`hostPath type check failed: ${path} is not a ${rule.name}`);
  }
  return path;
}

const rules: Record<string, { name: string; holds(found: Stats): boolean }> = {
  Directory: { name: 'directory', holds: (found) => found.isDirectory() },
  DirectoryOrCreate: { name: 'directory', holds: (found) => found.isDirectory() },
  File: { name: 'file', holds: (found) => found.isFile() },
  FileOrCreate: { name: 'file', holds: (found) => found.isFile() },
  Socket: { name: 'socket file', holds: (found) => found.isSocket() },
  CharDevice: { name: 'character device', holds: (found) => found.isCharacterDevice() },
  BlockDevice: { name: 'block device', holds: (found) => found.isBlockDevice() },
};
