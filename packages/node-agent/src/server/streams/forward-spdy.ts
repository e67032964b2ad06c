import type { Duplex } from 'node:stream';
import type { Clock, Timer } from '@sampan/api';
import { type ForwardedPort, joinConnection } from './join-connection.js';
import { flushed } from './pump.js';
import { SpdySession } from './spdy/spdy-session.js';
import type { SpdyStream } from './spdy/spdy-stream.js';

/** How long one half of a pair waits for the other, as in the kubelet. */
const pairTimeout = 30_000;

interface Half {
  stream: SpdyStream;
  timer: Timer;
}

/**
 * Port-forward over SPDY: each connection is a pair of streams of one `requestID`, `data` and, for what goes wrong,
 * `error`. What goes wrong with one connection is said there; the session lives on.
 */
export function forwardSpdy(
  connection: Duplex,
  { forwarded, clock }: { forwarded(port: number): ForwardedPort; clock: Clock },
): void {
  const halves = new Map<string, Half>();
  const session = new SpdySession({
    connection,
    clock,
    opened: (stream) => {
      const port = portOf(stream);
      if (port === undefined) return false;
      const key = keyOf(stream);
      const other = halves.get(key);
      if (other === undefined) {
        halves.set(key, { stream, timer: clock.setTimeout(() => giveUp(key), pairTimeout) });
        return true;
      }
      if (typeOf(other.stream) === typeOf(stream)) return false;
      other.timer.cancel();
      halves.delete(key);
      const [data, error] = typeOf(stream) === 'data' ? [stream, other.stream] : [other.stream, stream];
      error.resume();
      void joinConnection({ input: data, output: data, error }, forwarded(port));
      return true;
    },
  });
  session.gone.addEventListener('abort', () => {
    for (const { timer } of halves.values()) timer.cancel();
  });

  function giveUp(key: string): void {
    const stream = halves.get(key)?.stream;
    halves.delete(key);
    const text = `request ${key}: timed out waiting for streams`;
    if (stream !== undefined && typeOf(stream) === 'error') void flushed(stream, text).then(() => stream.destroy());
    else stream?.destroy();
  }
}

/** Clients of Kubernetes before 1.2 send no `requestID`; their error stream comes first, and its data stream is the next one. */
function keyOf(stream: SpdyStream): string {
  const id = stream.headers.get('requestid');
  return id ?? `#${typeOf(stream) === 'error' ? stream.id : stream.id - 2}`;
}

function typeOf(stream: SpdyStream): string {
  return stream.headers.get('streamtype') ?? '';
}

/** Undefined for a stream that cannot be part of a connection. */
function portOf(stream: SpdyStream): number | undefined {
  const text = stream.headers.get('port') ?? '';
  const port = Number(text);
  const isValid = /^\d+$/.test(text) && port >= 1 && port <= 65_535;
  return isValid && ['data', 'error'].includes(typeOf(stream)) ? port : undefined;
}
