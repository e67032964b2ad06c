import type { IncomingMessage } from 'node:http';
import type { Duplex, Readable } from 'node:stream';

/**
 * How much of what nobody asked for is read and dropped, and for how long. A client that is still sending when its answer
 * is out would otherwise find the connection closed, and never read why.
 */
export interface DropBounds {
  readonly bytes: number;
  readonly milliseconds: number;
}

/** Twenty times the largest body that is taken. */
const usualBounds: DropBounds = { bytes: 64 * 2 ** 20, milliseconds: 10_000 };

/**
 * Reads and drops what is left of a request's body, then calls `done` once: with `true` where the client has sent all of
 * it (the connection can take another request), with `false` where it sends too much, takes too long, or has gone.
 */
export function dropRest(request: IncomingMessage, done: (complete: boolean) => void, bounds = usualBounds): void {
  if (request.complete || request.destroyed) done(request.complete);
  else drop(request, bounds, done);
}

/** Drops what still comes over a connection that was told its last answer, and closes it when it cannot end by itself. */
export function dropConnection(socket: Duplex, bounds = usualBounds): void {
  drop(socket, bounds, (complete) => {
    if (!complete) socket.destroy();
  });
}

function drop(source: Readable, { bytes, milliseconds }: DropBounds, done: (complete: boolean) => void): void {
  let left = bytes;
  const timer = setTimeout(() => finish(false), milliseconds);
  const onData = (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) finish(false);
  };
  const onEnd = () => finish(true);
  const onClose = () => finish(false);
  source.on('data', onData).on('end', onEnd).on('close', onClose).resume();

  function finish(complete: boolean): void {
    clearTimeout(timer);
    source.off('data', onData).off('end', onEnd).off('close', onClose);
    done(complete);
  }
}
