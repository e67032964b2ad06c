import type { IncomingMessage } from 'node:http';
import { authenticationOf, outgoingHeaders } from '../rest/authentication.js';
import type { ConnectionConfig } from '../rest/connection-config.js';
import { ConnectionError } from '../rest/connection-error.js';
import { errorOfResponse, parseStatus } from '../rest/error-of-response.js';
import { connectThroughProxy } from '../rest/proxy-tunnel.js';
import { tlsOptions } from '../rest/tls-options.js';

/** The server did not open a stream, and said why in no Status. */
export class UpgradeRefusedError extends Error {
  override name = 'UpgradeRefusedError';
}

/** What of `ws`'s WebSocket its users need. */
export interface StreamSocket {
  /** The subprotocol that the server chose. */
  readonly protocol: string;
  /** Bytes that were sent and are not on the wire yet. */
  readonly bufferedAmount: number;
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): this;
  on(event: 'close', listener: (code: number, reason: Buffer) => void): this;
  on(event: 'error', listener: (error: Error) => void): this;
  on(event: 'ping' | 'pong', listener: (data: Buffer) => void): this;
  send(data: string | Uint8Array, done?: (error?: Error) => void): void;
  ping(): void;
  close(code?: number, reason?: string): void;
  /** Ends the connection at once. */
  terminate(): void;
  /** Stops and restarts reading, for a consumer that cannot keep up. */
  pause(): void;
  resume(): void;
}

/**
 * Opens a WebSocket to the API server (exec, attach, port-forward). A refusal is thrown as the StatusError that the
 * server answered, a server that cannot be reached as a ConnectionError. The socket is paused: `resume` it once its
 * messages are listened for.
 */
export async function openStream(
  config: ConnectionConfig,
  path: string,
  protocols: readonly string[],
): Promise<StreamSocket> {
  const { WebSocket } = await import('ws');
  const { headers, credentials } = await authenticationOf(config).current();
  const { protocol, origin, hostname, port, pathname } = new URL(config.server);
  const secure = protocol === 'https:';
  const tls = secure ? tlsOptions(config, credentials) : undefined;
  const userAgent: Record<string, string> = config.userAgent === undefined ? {} : { 'user-agent': config.userAgent };
  const url = `${origin}${pathname.replace(/\/$/, '')}${path}`;
  const options: Record<string, unknown> = {
    ...tls,
    headers: outgoingHeaders({ ...userAgent, ...headers }),
    perMessageDeflate: false,
    skipUTF8Validation: true,
  };
  if (config.proxyUrl !== undefined) {
    const target = { host: hostname, port: Number(port || (secure ? 443 : 80)) };
    const tunnel = await connectThroughProxy(config.proxyUrl, target, tls);
    options.createConnection = () => tunnel;
  }
  const socket = new WebSocket(url.replace(/^http/, 'ws'), protocols, options);
  return new Promise((resolve, reject) => {
    socket.once('open', () => {
      socket.removeAllListeners('error');
      // What comes with the answer's head would be lost before the caller listens.
      socket.pause();
      resolve(socket as StreamSocket);
    });
    socket.once('error', (error) => reject(new ConnectionError('GET', url, error)));
    socket.once('unexpected-response', (_request, response) => {
      textOf(response).then((body) => reject(refusal(response.statusCode ?? 0, body, path)), reject);
    });
  });
}

/** The Status that the server answered, or else its words, as client-go reports an upgrade that was refused. */
function refusal(status: number, body: string, path: string): Error {
  if (body.trim() === '' || parseStatus(body) !== undefined)
    return errorOfResponse(status, body, { method: 'GET', path });
  return new UpgradeRefusedError(`unable to upgrade connection: ${body.trim()}`);
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
