import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpTransport } from './http-transport.js';
import type { Transport } from './transport.js';

let server: Server | undefined;
let transport: Transport | undefined;

afterEach(async () => {
  await transport?.close();
  await new Promise((resolve) => server?.close(resolve));
});

describe('a kept connection that ends when a request is on it', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('fails a %s, which the server may have done', async (method) => {
    const seen = await connect();
    await warmUp(1);
    const sent = transport?.request({ method, path: '/torn', body: '{}' });
    await expect(sent).rejects.toMatchObject({ name: 'ConnectionError', code: 'ECONNRESET' });
    expect(seen.filter((line) => line.includes('/torn'))).toEqual([`${method} /torn HTTP/1.1`]);
  });

  it.each(['GET', 'HEAD'])('lets a %s go on, past every other kept connection', async (method) => {
    const seen = await connect();
    await warmUp(3);
    const response = await transport?.request({ method, path: '/torn' });
    expect(response?.status).toBe(200);
    expect(seen.filter((line) => line.includes('/torn'))).toHaveLength(4);
  });
});

/** Leaves so many connections in the transport's pool: requests that are made at once do not share one. */
async function warmUp(connections: number): Promise<void> {
  const asked = Array.from({ length: connections }, () => transport?.request({ method: 'GET', path: '/' }));
  for (const response of await Promise.all(asked)) await response?.text();
}

/** Starts a server that reads every request to its end, answers the first of each connection, and tears it at the second. */
async function connect(): Promise<string[]> {
  const seen: string[] = [];
  server = createServer((socket) => serve(socket, seen));
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  transport = createHttpTransport({ server: `http://127.0.0.1:${port}` });
  return seen;
}

function serve(socket: Socket, seen: string[]): void {
  let text = '';
  let requests = 0;
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    text += chunk;
    for (let end = endOfRequest(text); end !== -1; end = endOfRequest(text)) {
      seen.push(text.slice(0, text.indexOf('\r\n')));
      text = text.slice(end);
      if (++requests > 1) return void socket.resetAndDestroy();
      setImmediate(() => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'));
    }
  });
}

/** Where the first request of `text` ends; -1 before it has come whole. */
function endOfRequest(text: string): number {
  const head = text.indexOf('\r\n\r\n');
  if (head === -1) return -1;
  const length = Number(/content-length: (\d+)/i.exec(text.slice(0, head))?.[1] ?? 0);
  const end = head + 4 + length;
  return text.length < end ? -1 : end;
}
