import { closeSync, constants, openSync, readSync } from 'node:fs';
import { Socket } from 'node:net';
import { systemClock } from '@sampan/api';

/** Milliseconds until a life line that could not be taken up is tried again. */
const retryDelay = 1000;

/**
 * Resolves when nobody holds the fifo `file` open for writing any more, that is when a container's shim has ended,
 * however it did. Costs a descriptor and no thread; works for containers that another process started.
 */
export function lifeLine(file: string): Promise<void> {
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Promise.resolve();
    // Too many open files, say, is no news of the container: it is asked again.
    return new Promise<void>((resolve) => systemClock.setTimeout(resolve, retryDelay)).then(() => lifeLine(file));
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
