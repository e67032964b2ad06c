import { chmod, mkdir } from 'node:fs/promises';

/** Makes a folder in which whoever a container runs as may write, whatever the umask is. */
export async function makeOpenFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o777);
}
