import type { Duplex } from 'node:stream';
import { HttpError } from '../http-error.js';
import type { Upgrade } from './stream-session.js';

/** Agrees to SPDY with the first of the client's stream protocols that is among `protocols`. */
export function acceptSpdy(
  { message, socket, head }: Upgrade,
  protocols: readonly string[],
): { connection: Duplex; protocol: string } {
  const protocol = negotiate(message.headers['x-stream-protocol-version']?.toString(), protocols);
  socket.write(
    [
      'HTTP/1.1 101 Switching Protocols',
      'Connection: Upgrade',
      'Upgrade: SPDY/3.1',
      ...(protocol === undefined ? [] : [`X-Stream-Protocol-Version: ${protocol}`]),
      '\r\n',
    ].join('\r\n'),
  );
  if (head.length > 0) socket.unshift(head);
  return { connection: socket, protocol: protocol ?? '' };
}

/** Clients that name no protocol speak the oldest, as those of Kubernetes 1.0 did. */
function negotiate(header: string | undefined, protocols: readonly string[]): string | undefined {
  if (header === undefined) return undefined;
  const offered = header.split(/,\s*/);
  const protocol = offered.find((one) => protocols.includes(one));
  if (protocol !== undefined) return protocol;
  const sides = `client supports [${offered.join(' ')}], server accepts [${protocols.join(' ')}]`;
  throw new HttpError(403, `unable to upgrade: unable to negotiate protocol: ${sides}`);
}
