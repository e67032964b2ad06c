import type { Duplex } from 'node:stream';
import { dropConnection } from './drop-rest.js';

/**
 * Joins two connections. When one has ended, the other gets what is still on its way, is ended too and has some time to
 * close by itself: closing it while it sends would lose what it has not read yet. When one breaks, so does the other.
 */
export function splice(left: Duplex, right: Duplex): void {
  for (const [from, to] of [
    [left, right],
    [right, left],
  ] as const) {
    from.pipe(to);
    from.on('error', () => from.destroy());
    from.once('close', () => {
      if (!from.readableEnded) to.destroy();
      else if (!to.destroyed) dropConnection(to.end());
    });
  }
}
