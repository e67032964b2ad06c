import { once } from 'node:events';
import https from 'node:https';
import { connect, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPod } from './run-pod.js';
import { selfSigned } from './self-signed.js';
import { startTestServer, type TestServer } from './test-server.js';

/**
 * Clients that go away in the middle of what they say through TLS: after each piece that a whole conversation puts on the
 * wire, the handshake's too, and in the middle of each. The server goes on, and keeps nothing of them.
 */

let server: TestServer;
let agent: https.Server;
let baseline: Record<string, number>;

beforeAll(async () => {
  agent = https.createServer(await selfSigned('node-1'), (_request, response) => {
    response.write('a line\n'); // and others, some day
  });
  agent.on('upgrade', (_request, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n');
    socket.pipe(socket);
  });
  server = await startTestServer({
    listen: { host: '127.0.0.1', port: 0 },
    tls: await selfSigned('kube-apiserver'),
    tokens: 'secret,admin,1,"system:masters"',
  });
  await runPod(server, agent);
  await isAnswering();
  baseline = sockets();
});

afterAll(async () => {
  await server.close();
  agent.closeAllConnections();
  agent.close();
  expect(server.faults).toEqual([]);
});

const configMaps = '/api/v1/namespaces/default/configmaps';
const pod = '/api/v1/namespaces/default/pods/p';
const upgrade = ['connection: upgrade', 'upgrade: websocket'];
const long = JSON.stringify({ metadata: { generateName: 'a' }, data: { text: 'x'.repeat(100_000) } });
const sized = ['content-type: application/json', `content-length: ${long.length}`];

function head(method: string, path: string, headers: readonly string[] = []): string {
  return [`${method} ${path} HTTP/1.1`, 'host: x', 'authorization: Bearer secret', ...headers, '', ''].join('\r\n');
}

/** What a client says, part by part: each when the one before it has been answered, where it asks for an answer. */
interface Part {
  readonly text: string;
  readonly answered: boolean;
}

const asks = (text: string): Part => ({ text, answered: true });
const says = (text: string): Part => ({ text, answered: false });
const conversations: Record<string, readonly Part[]> = {
  'two requests': [asks(head('GET', '/api')), asks(head('GET', configMaps))],
  'a request in pieces': [says(head('GET', configMaps).slice(0, 30)), asks(head('GET', configMaps).slice(30))],
  'a body': [says(head('POST', configMaps, sized)), says(long.slice(0, 50_000)), asks(long.slice(50_000))],
  'a body that is refused': [asks(head('POST', '/nothing', ['content-length: 4000000'])), says(long)],
  'a watch': [asks(head('GET', `${configMaps}?watch=true`)), says(head('GET', '/api'))],
  'logs that are followed': [asks(head('GET', `${pod}/log?follow=true`))],
  'an upgrade': [
    asks(head('GET', `${pod}/exec?command=x&stdin=true`, upgrade)),
    asks('hello'),
    says('x'.repeat(50_000)),
  ],
  'an upgrade that is refused': [asks(head('GET', `${pod}/exec`, upgrade)), says('hello')],
};

const ways: Record<string, (socket: Socket) => void> = {
  reset: (socket) => socket.resetAndDestroy(),
  closed: (socket) => socket.destroy(),
  'half closed, then reset': (socket) => socket.end(() => socket.resetAndDestroy()),
};

describe.each(Object.entries(ways))('a connection that is %s', (_way, end) => {
  it.each(Object.entries(conversations))('takes nobody along, at any step: %s', async (_name, parts) => {
    const pieces = await converse(parts, Number.POSITIVE_INFINITY, end);
    expect(pieces.length).toBeGreaterThan(parts.length);
    let said = 0;
    for (const piece of pieces) {
      for (const cut of [said, said + Math.floor(piece / 2)]) await converse(parts, cut, end);
      said += piece;
    }
    await expectNothingLeft();
  });
});

/**
 * Has the conversation until `cut` bytes of it are on the wire, and ends it so. Returns how many bytes each piece had that
 * was to be sent.
 */
async function converse(parts: readonly Part[], cut: number, end: (socket: Socket) => void): Promise<number[]> {
  const raw = connect(server.server.port ?? 0, '127.0.0.1');
  raw.on('error', () => undefined);
  await once(raw, 'connect');
  const wire = new CutWire(raw, cut);
  const client = connectTls({ socket: wire, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] });
  client.on('error', () => undefined);
  const over = Promise.race([once(raw, 'close'), wire.reached]);
  await Promise.race([over, once(client, 'secureConnect')]);
  for (const { text, answered } of parts) {
    const answer = answered ? once(client, 'data') : undefined;
    const sent = new Promise((resolve) => client.write(text, resolve));
    await Promise.race([over, answer ?? sent]);
  }
  end(raw);
  client.destroy();
  if (!raw.closed) await once(raw, 'close');
  return wire.pieces;
}

/** What TLS writes goes to the socket up to so many bytes, and no further. */
class CutWire extends Duplex {
  readonly pieces: number[] = [];
  readonly reached: Promise<void>;
  readonly #raw: Socket;
  #left: number;
  #reach: () => void = () => undefined;

  constructor(raw: Socket, cut: number) {
    super();
    this.#raw = raw;
    this.#left = cut;
    this.reached = new Promise((resolve) => {
      this.#reach = resolve;
    });
    raw.on('data', (chunk: Buffer) => this.push(chunk));
    raw.on('end', () => this.push(null));
  }

  override _read(): void {
    // What arrives is pushed as it comes.
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.pieces.push(chunk.length);
    const taken = chunk.subarray(0, this.#left);
    this.#left -= taken.length;
    const sent = () => {
      if (taken.length < chunk.length) this.#reach();
      done();
    };
    if (taken.length === 0) sent();
    else this.#raw.write(taken, sent);
  }
}

async function expectNothingLeft(): Promise<void> {
  await isAnswering();
  for (;;) {
    const now = sockets();
    if (Object.keys(now).every((type) => (now[type] ?? 0) <= (baseline[type] ?? 0))) return;
    // What is left is looked for until the test has had its time.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Through a connection of its own, which is gone with the answer. */
async function isAnswering(): Promise<void> {
  const options = { port: server.server.port, rejectUnauthorized: false, agent: false } as const;
  const status = await new Promise((resolve, reject) => {
    const request = https.get({ ...options, path: '/readyz' }, (response) => {
      response.resume().once('close', () => resolve(response.statusCode));
    });
    request.on('error', reject);
  });
  expect(status).toBe(200);
}

/** The sockets of this process, in which both servers run. */
function sockets(): Record<string, number> {
  const counts: Record<string, number> = { TCPSocketWrap: 0, TLSWrap: 0 };
  for (const type of process.getActiveResourcesInfo()) if (type in counts) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}
