import { mkdir, readlink, realpath, symlink } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../user-error.js';

/** Lets the cluster `name` live in `folder`: the home folder only points there, so that every command finds it. */
export async function linkDataFolder(home: string, name: string, folder: string): Promise<void> {
  const target = path.resolve(folder);
  const link = path.join(home, name);
  await mkdir(home, { recursive: true, mode: 0o700 });
  await mkdir(target, { recursive: true, mode: 0o700 });
  try {
    await symlink(target, link);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if ((await realpath(link)) === (await realpath(target))) return;
    const current = await readlink(link).catch(() => link);
    throw new UserError(`cluster "${name}" lives in ${current}`, 'leave out --data-dir, or choose another --name');
  }
}
