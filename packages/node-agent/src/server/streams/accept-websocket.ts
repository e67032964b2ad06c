import { type WebSocket, WebSocketServer } from 'ws';
import { HttpError } from '../http-error.js';
import type { Upgrade } from './stream-session.js';

export interface AcceptedWebSocket {
  readonly socket: WebSocket;
  /** Empty for clients that name none. */
  readonly protocol: string;
}

/**
 * Takes a WebSocket in, with the first of the client's protocols that is among `protocols`. The choice is made here and
 * not by the library, which takes `SPDY/3.1+portforward.k8s.io` for a syntax error, as RFC 6455 does.
 */
export function acceptWebSocket(
  { message, socket, head }: Upgrade,
  protocols: readonly string[],
): Promise<AcceptedWebSocket> {
  const protocol = negotiate(message.headers['sec-websocket-protocol'], protocols);
  delete message.headers['sec-websocket-protocol'];
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  if (protocol !== '') server.on('headers', (headers) => headers.push(`Sec-WebSocket-Protocol: ${protocol}`));
  return new Promise((resolve, reject) => {
    server.on('wsClientError', (error) => reject(new HttpError(400, error.message)));
    socket.once('close', () => reject(new HttpError(400, 'the client has gone')));
    server.handleUpgrade(message, socket, head, (webSocket) => {
      webSocket.on('error', () => webSocket.terminate());
      resolve({ socket: webSocket, protocol });
    });
  });
}

function negotiate(header: string | undefined, protocols: readonly string[]): string {
  if (header === undefined) return '';
  const offered = header.split(',').map((protocol) => protocol.trim());
  const protocol = offered.find((one) => protocols.includes(one));
  if (protocol !== undefined) return protocol;
  const sides = `[${offered.join(' ')}]; supports [${protocols.join(' ')}]`;
  throw new HttpError(403, `requested protocol(s) are not supported: ${sides}`);
}
