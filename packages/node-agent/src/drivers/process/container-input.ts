import { closeSync, constants, existsSync, openSync, renameSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { Writable } from 'node:stream';
import type { ContainerFolder } from './container-folder.js';

/**
 * A writer of a container's input that never blocks: a program that does not read holds back its writer, not the agent's
 * file system threads. Undefined when the input is closed, on either side.
 */
export function openInput({ stdin }: Pick<ContainerFolder, 'stdin'>): Writable | undefined {
  const descriptor = openNow(stdin);
  if (descriptor === undefined) return undefined;
  const pipe = new Socket({ fd: descriptor, readable: false, writable: true });
  const input = new Writable({
    write: (data, _encoding, done) => void pipe.write(data, (error) => done(error)),
    destroy: (error, done) => {
      pipe.destroy();
      done(error);
    },
  });
  // The program may have closed its input: nothing more can be given to it.
  input.on('error', () => undefined);
  pipe.on('error', () => input.destroy());
  return input;
}

/** Lets go of what holds the input open, and of its name, so that nobody opens it again. */
export function closeInput({ stdin, stdinHeld }: Pick<ContainerFolder, 'stdin' | 'stdinHeld'>): void {
  // Whoever has not come to wait for it yet does not find it any more; whoever waits is woken.
  const closing = `${stdinHeld}.closing`;
  if (existsSync(stdinHeld)) renameSync(stdinHeld, closing);
  const descriptor = openNow(closing);
  if (descriptor !== undefined) closeSync(descriptor);
  for (const file of [stdin, closing]) rmSync(file, { force: true });
}

/** Opens a fifo that somebody reads. */
function openNow(file: string): number | undefined {
  try {
    return openSync(file, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}
