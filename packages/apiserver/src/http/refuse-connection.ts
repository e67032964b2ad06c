import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { StatusError } from '@sampan/api';
import { failureResponse } from '../pipeline/failure.js';
import { dropConnection } from './drop-rest.js';

/** Sends a Status over a connection that no HTTP response belongs to, as the last thing that is said on it. */
export function refuseConnection(socket: Duplex, error: StatusError): void {
  if (socket.destroyed) return;
  const { status, headers, body } = failureResponse(error);
  const bytes = body as Buffer;
  const lines = Object.entries({ ...headers, 'content-length': bytes.length, connection: 'close' });
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines.map(([name, value]) => `${name}: ${value}`)];
  socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), bytes]));
  dropConnection(socket);
}
