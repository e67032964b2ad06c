import type { Readable, Writable } from 'node:stream';

/** Copies all of `from` to `to` and resolves when it is there; a stream that nobody wants is emptied. */
export async function pump(from: Readable | undefined, to: Writable | undefined): Promise<void> {
  if (from === undefined) return;
  if (to === undefined) {
    from.resume();
    return;
  }
  // A client that goes away in the middle is no fault of anybody's.
  to.on('error', () => undefined);
  from.pipe(to, { end: false });
  await new Promise<void>((resolve) => {
    for (const event of ['end', 'close', 'error']) from.once(event, () => resolve());
    to.once('close', resolve);
  });
  if (to.writableLength > 0) await new Promise<void>((resolve) => void to.write(Buffer.alloc(0), () => resolve()));
}
