import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ApiResponse, ResponseHijack } from '../pipeline/api-response.js';
import { splice } from './splice.js';

/** The answer to an upgrade that the other side has agreed to: the client's connection becomes one with `upstream`. */
export function hijackTo(
  { headers }: IncomingMessage,
  upstream: Duplex,
  upstreamHead: Buffer,
): ApiResponse & { readonly body: ResponseHijack } {
  upstream.on('error', () => upstream.destroy());
  return {
    status: 101,
    headers: Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value ? [[name, value]] : []))),
    body: {
      type: 'hijack',
      takeOver: (connection, head) => {
        if (connection.destroyed) {
          upstream.destroy();
          return;
        }
        splice(connection, upstream);
        if (upstreamHead.length > 0) connection.write(upstreamHead);
        if (head.length > 0) upstream.write(head);
      },
    },
  };
}
