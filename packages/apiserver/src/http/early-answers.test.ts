import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApiserver, startApiserver } from '../server/start-apiserver.js';
import { dropRest } from './drop-rest.js';
import { maxBodyBytes } from './http-server.js';

let server: RunningApiserver;

beforeAll(async () => {
  server = await startApiserver({
    listen: { host: '127.0.0.1', port: 0 },
    tokens: 'secret,admin,1,"system:masters"',
  });
});

afterAll(() => server.close());

const configMaps = '/api/v1/namespaces/default/configmaps';
const admin = 'authorization: Bearer secret';
const sized = `content-length: ${maxBodyBytes + 1}`;
const upgrade = 'upgrade: websocket';

/** A client of bare bytes; `ended` rejects where it is cut off. */
function open(port: number | undefined): { socket: Socket; received(): string; ended: Promise<void> } {
  const socket = connect({ host: '127.0.0.1', port: port ?? 0 });
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk;
  });
  const ended = new Promise<void>((resolve, reject) => socket.on('end', resolve).on('error', reject));
  return { socket, received: () => text, ended };
}

/** Sends in pieces, each when the one before it is gone: an EPIPE or ECONNRESET on the way rejects. */
async function send(socket: Socket, bytes: number, frame: (piece: string) => string): Promise<void> {
  const piece = 'x'.repeat(64 * 1024);
  for (let sent = 0; sent < bytes; sent += piece.length) {
    const text = frame(piece.slice(0, bytes - sent));
    await new Promise<void>((resolve, reject) => socket.write(text, (error) => (error ? reject(error) : resolve())));
  }
}

const asIs = (piece: string) => piece;
const asChunk = (piece: string) => `${piece.length.toString(16)}\r\n${piece}\r\n`;

describe('an answer that is out before the request has been sent', () => {
  it.each([
    ['a body over 3 MiB', 'POST', configMaps, [admin, sized], 413],
    ['nobody, with a body over 3 MiB', 'POST', configMaps, [sized], 413],
    ['wrong credentials', 'GET', configMaps, ['authorization: Bearer wrong', sized], 401],
    ['no permission', 'GET', configMaps, [sized], 403],
    ['no such path', 'GET', '/nothing', [admin, sized], 404],
    ['no such method', 'OPTIONS', configMaps, [admin, sized, 'content-type: text/csv'], 413],
    ['no such form of answer', 'GET', configMaps, [admin, sized, 'accept: text/html'], 406],
    ['a list', 'GET', configMaps, [admin, sized], 200],
    ['an upgrade without credentials', 'POST', `${configMaps}/a`, [upgrade, sized], 403],
    ['an upgrade of what has none', 'POST', `${configMaps}/a`, [upgrade, admin, sized], 400],
    ['what is not HTTP', 'PO ST', configMaps, [admin, sized], 400],
    ['headers without end', 'GET', configMaps, [admin, `x: ${'x'.repeat(100_000)}`, sized], 431],
  ])('%s', async (_name, method, path, headers, code) => {
    for (const connection of headers.includes(upgrade) ? ['upgrade'] : ['keep-alive', 'close']) {
      const { socket, received, ended } = open(server.port);
      socket.write(
        `${method} ${path} HTTP/1.1\r\nhost: x\r\nconnection: ${connection}\r\n${headers.join('\r\n')}\r\n\r\n`,
      );
      while (!received().includes('\r\n\r\n')) await once(socket, 'data');
      await send(socket, maxBodyBytes + 1, asIs);
      expect(received()).toMatch(new RegExp(`^HTTP/1.1 ${code} `));
      socket.end();
      await ended;
    }
  });

  it('a body in chunks that pass 3 MiB', async () => {
    const { socket, received, ended } = open(server.port);
    const headers = ['host: x', 'connection: close', admin, 'transfer-encoding: chunked'];
    socket.write(`POST ${configMaps} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
    await send(socket, 2 * maxBodyBytes, asChunk);
    socket.write('0\r\n\r\n');
    await ended;
    expect(received()).toContain('Request entity too large: limit is 3145728');
  });

  it('leaves the connection to the next request', async () => {
    const { socket, received, ended } = open(server.port);
    socket.write(`POST ${configMaps} HTTP/1.1\r\nhost: x\r\n${admin}\r\n${sized}\r\n\r\n`);
    await send(socket, maxBodyBytes + 1, asIs);
    socket.write('GET /readyz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    await ended;
    expect(received()).toMatch(/^HTTP\/1.1 413 [\s\S]*HTTP\/1.1 200 OK[\s\S]*\r\n\r\nok$/);
  });
});

describe('dropRest', () => {
  it.each([
    ['too many bytes', { bytes: 1024 * 1024, milliseconds: 600_000 }],
    ['too much time', { bytes: 2 ** 30, milliseconds: 1 }],
  ])('gives up after %s', async (_name, bounds) => {
    const listening = createServer((request, response) => {
      dropRest(
        request,
        (complete) => {
          expect(complete).toBe(false);
          response.destroy();
        },
        bounds,
      );
    }).listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const { socket, ended } = open((listening.address() as AddressInfo).port);
    socket.write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${2 ** 30}\r\n\r\n`);
    const cutOff = expect(ended).rejects.toThrow(/ECONNRESET|EPIPE/);
    await expect(send(socket, 2 ** 30, asIs)).rejects.toThrow();
    await cutOff;
    listening.close();
  });
});
