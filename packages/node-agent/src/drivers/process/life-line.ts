import { closeSync, constants, openSync, readSync } from 'node:fs';
import { Socket } from 'node:net';
import { type Clock, systemClock } from '@sampan/api';
import { isAbsent } from '../../processes/absent.js';

/** After an error that says nothing about the container: too many open files, say. */
const retryMilliseconds = 1000;

/**
 * Resolves when nobody holds the fifo `file` open for writing any more, that is when a container's shim has ended,
 * however it did. Costs a descriptor and no thread; works for containers that another process started.
 */
export async function lifeLine(file: string, clock: Clock = systemClock): Promise<void> {
  for (;;) {
    try {
      const descriptor = openHeld(file);
      if (descriptor !== undefined) await closed(descriptor);
      return;
    } catch {
      await new Promise<void>((resolve) => clock.setTimeout(resolve, retryMilliseconds));
    }
  }
}

/** Whether a shim holds the fifo now. Throws when that cannot be found out. */
export function isHeld(file: string): boolean {
  const descriptor = openHeld(file);
  if (descriptor === undefined) return false;
  closeSync(descriptor);
  return true;
}

/** The reading end of the fifo; undefined when it is not there, or nobody writes. */
function openHeld(file: string): number | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
  // A fifo that nobody has opened since gives no event when it ends: it has to be asked once.
  if (!hasNoWriter(descriptor)) return descriptor;
  closeSync(descriptor);
  return undefined;
}

function hasNoWriter(descriptor: number): boolean {
  try {
    return readSync(descriptor, new Uint8Array(1)) === 0;
  } catch {
    // EAGAIN: there is a writer, which has nothing to say.
    return false;
  }
}

function closed(descriptor: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = new Socket({ fd: descriptor, readable: true, writable: false });
    socket.on('error', () => undefined);
    socket.once('close', () => resolve());
    socket.resume();
    socket.unref();
  });
}
