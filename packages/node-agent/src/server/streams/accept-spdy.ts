import type { Duplex } from 'node:stream';
import { HttpError } from '../http-error.js';
import type { Upgrade } from './stream-session.js';

/** Agrees to SPDY with the first of the client's stream protocols that is among `protocols`. */
export function acceptSpdy(
  { message, socket, head }: Upgrade,
  protocols: readonly string[],
): { connection: Duplex; protocol: string } {
  const offered = (message.headers['x-stream-protocol-version'] ?? '').toString().split(/,\s*/);
  const protocol = protocols.find((own) => offered.includes(own));
  if (protocol === undefined) {
    throw new HttpError(403, `unable to upgrade: unable to negotiate protocol: client supports [${offered.join(' ')}]`);
  }
  socket.write(
    [
      'HTTP/1.1 101 Switching Protocols',
      'Connection: Upgrade',
      'Upgrade: SPDY/3.1',
      `X-Stream-Protocol-Version: ${protocol}`,
      '\r\n',
    ].join('\r\n'),
  );
  if (head.length > 0) socket.unshift(head);
  return { connection: socket, protocol };
}
