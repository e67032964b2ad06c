import { finished, type Readable, type Writable } from 'node:stream';

/** Copies all of `from` to `to` and resolves when it is read, or nobody wants it any more; `to` stays open. */
export async function pump(from: Readable | undefined, to: Writable | undefined): Promise<void> {
  if (from === undefined) return;
  from.on('error', () => undefined);
  if (to === undefined) {
    from.resume();
    return;
  }
  // A client that goes away in the middle is no fault of anybody's.
  to.on('error', () => undefined);
  from.pipe(to, { end: false });
  await new Promise<void>((resolve) => {
    finished(from, { writable: false }, () => resolve());
    finished(to, { readable: false }, () => resolve());
  });
}

/** Ends a stream and resolves when all of it is on its way, or cannot be any more. */
export function flushed(stream: Writable | undefined, last?: string): Promise<void> {
  return new Promise((resolve) => {
    if (stream === undefined || stream.destroyed) return resolve();
    finished(stream, { readable: false }, () => resolve());
    stream.end(last);
  });
}
