import { once } from 'node:events';
import tls from 'node:tls';

/** Where the server listens, and what a client proves itself by. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly ca: string;
  readonly token: string;
}

export interface Request {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly body?: string | undefined;
  /** Default: `application/json`. */
  readonly contentType?: string | undefined;
  /** Does not keep the answer's body: large ones would cost more than their transport. */
  readonly discard?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/**
 * One kept-alive HTTP/1.1 connection, one request at a time, with next to no work for each: what `node:https` does for
 * a request costs more than a fast server's answer to it.
 */
export interface Connection {
  send(request: Request): Promise<Answer>;
  /** Sends a request whose answer does not end, and hands on its bytes, chunked framing included. */
  stream(path: string, onBytes: (bytes: Buffer) => void): void;
  close(): void;
}

export async function connect({ host, port, ca, token }: Endpoint): Promise<Connection> {
  const socket = tls.connect({ host, port, ca, ALPNProtocols: ['http/1.1'] });
  await once(socket, 'secureConnect');
  socket.setNoDelay(true);
  const shared = `Host: ${host}:${port}\r\nAuthorization: Bearer ${token}\r\nAccept: application/json\r\n`;
  let waiting: { discard: boolean; resolve(answer: Answer): void; reject(error: Error): void } | undefined;
  let received: Buffer[] = [];
  let bytes = 0;
  let expected = Number.POSITIVE_INFINITY;
  let head: Head | undefined;

  function onAnswerBytes(chunk: Buffer): void {
    bytes += chunk.length;
    if (head === undefined || waiting?.discard !== true) received.push(chunk);
    if (head === undefined) {
      if (received.length > 1) received = [Buffer.concat(received)];
      head = readHead(received[0] as Buffer);
      if (head === undefined) return;
      expected = head.length + head.contentLength;
    }
    if (bytes < expected) return;
    const whole = received.length === 1 ? (received[0] as Buffer) : Buffer.concat(received);
    const answer = { status: head.status, body: whole.subarray(head.length) };
    const { resolve } = waiting as NonNullable<typeof waiting>;
    received = [];
    bytes = 0;
    head = undefined;
    waiting = undefined;
    resolve(answer);
  }

  socket.on('data', onAnswerBytes);
  socket.on('error', (error) => waiting?.reject(error));
  socket.on('close', () => waiting?.reject(new Error('the server closed the connection')));
  return {
    send: ({ method, path, body, contentType = 'application/json', discard = false }) =>
      new Promise((resolve, reject) => {
        waiting = { discard, resolve, reject };
        const start = `${method} ${path} HTTP/1.1\r\n${shared}`;
        socket.write(
          body === undefined
            ? `${start}\r\n`
            : `${start}Content-Type: ${contentType}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
        );
      }),
    stream: (path, onBytes) => {
      socket.off('data', onAnswerBytes);
      socket.on('data', onBytes);
      socket.write(`GET ${path} HTTP/1.1\r\n${shared}\r\n`);
    },
    close: () => socket.destroy(),
  };
}

interface Head {
  readonly status: number;
  /** Of the head itself, its empty line included. */
  readonly length: number;
  readonly contentLength: number;
}

/** Undefined while the head is incomplete. */
function readHead(bytes: Buffer): Head | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const text = bytes.toString('latin1', 0, end);
  const contentLength = /\ncontent-length: *(\d+)/i.exec(text)?.[1];
  if (contentLength === undefined) throw new Error(`an answer without a length: ${text}`);
  return { status: Number(text.slice(9, 12)), length: end + 4, contentLength: Number(contentLength) };
}
