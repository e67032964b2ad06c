import { chmod, mkdir } from 'node:fs/promises';

/**
 * A folder that only its owner reads, whatever it was before and whatever the umask: a mode given to `mkdir` says nothing
 * of a folder that is there already.
 */
export async function privateFolder(folder: string, mode = 0o700): Promise<void> {
  await mkdir(folder, { recursive: true, mode });
  await chmod(folder, mode);
}
