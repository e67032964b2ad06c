import { closeSync, constants, openSync, readSync } from 'node:fs';
import { Socket } from 'node:net';

/**
 * Resolves when nobody holds the fifo `file` open for writing any more, that is when a container's shim has ended,
 * however it did. Costs a descriptor and no thread; works for containers that another process started.
 */
export function lifeLine(file: string): Promise<void> {
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return Promise.resolve();
  }
  if (hasNoWriter(descriptor)) {
    closeSync(descriptor);
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    const socket = new Socket({ fd: descriptor, readable: true, writable: false });
    socket.on('error', () => undefined);
    socket.once('close', () => resolve());
    socket.resume();
    socket.unref();
  });
}

/** A fifo that nobody has opened since gives no event when it ends: it has to be asked once. */
function hasNoWriter(descriptor: number): boolean {
  try {
    return readSync(descriptor, new Uint8Array(1)) === 0;
  } catch {
    return false;
  }
}
