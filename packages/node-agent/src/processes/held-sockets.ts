import { readdir, readlink } from 'node:fs/promises';

/** A socket, and the descriptor by which a process holds it. */
export interface HeldSocket {
  inode: string;
  /** `/proc/7/fd/3`, and what it links to. */
  descriptor: string;
  link: string;
}

/** The sockets that a process holds; undefined for one that does not show them. */
export async function socketsOf(pid: number): Promise<HeldSocket[] | undefined> {
  const folder = `/proc/${pid}/fd`;
  const descriptors = await readdir(folder).catch((error: NodeJS.ErrnoException) =>
    error.code === 'EACCES' || error.code === 'EPERM' ? undefined : [],
  );
  if (descriptors === undefined) return undefined;
  const sockets = await Promise.all(
    descriptors.map(async (name) => {
      const descriptor = `${folder}/${name}`;
      const link = await readlink(descriptor).catch(() => '');
      const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1];
      return inode === undefined ? [] : [{ inode, descriptor, link }];
    }),
  );
  return sockets.flat();
}
