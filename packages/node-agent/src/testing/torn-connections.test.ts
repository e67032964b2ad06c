import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { resources } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataFrame } from '../server/streams/spdy/frames.js';
import { message, requestHead, spdyUpgrade, streamOpener, webSocketUpgrade } from './raw-streams.js';
import { isReady, startTestNode, type TestNode } from './test-node.js';

/** Echoes on 8080, and never reads on 8081. Says something all the time, and what it is given. */
const program = `
  const net = require('net');
  const address = process.env.HOST;
  net.createServer({ allowHalfOpen: true }, (socket) => socket.on('error', () => {}).pipe(socket)).listen(8080, address);
  net.createServer((socket) => socket.on('error', () => {}).pause()).listen(8081, address);
  process.stdin.pipe(process.stdout);
  setInterval(() => console.log('tick'), 20);
`;
/** What tells the commands of this file's execs from every other process. */
const mark = `54${process.pid}`;
const command = ['sh', '-c', `echo started; cat >/dev/null & sleep ${mark}`];

let node: TestNode;
let baseline: Record<string, number>;
beforeAll(async () => {
  node = await startTestNode();
  await node.run('torn', {
    containers: [
      {
        name: 'main',
        image: 'host',
        stdin: true,
        command: [process.execPath, '-e', program],
        readinessProbe: { tcpSocket: { port: 8081 }, periodSeconds: 1 },
      },
    ],
  });
  await node.until('torn', isReady);
  // What stays open for good, like connections that are kept, is there from here on.
  await answers();
  baseline = handles();
});
afterAll(() => node.stop());

interface Conversation {
  name: string;
  /** What the client says, one part after the other: it may go away after each. */
  parts(): Buffer[];
}

const pod = '/api/v1/namespaces/default/pods/torn';
const head = (path: string, headers: Record<string, string> = {}) =>
  requestHead({ server: node.server, token: node.token, path, headers });
const query = `stdin=true&stdout=true&stderr=true&${command.map((word) => `command=${encodeURIComponent(word)}`).join('&')}`;

function spdy(path: string, protocol: string, streams: readonly Record<string, string>[]): Buffer[] {
  return [head(path, spdyUpgrade(protocol)), ...spdyParts(streams)];
}

function spdyParts(streams: readonly Record<string, string>[]): Buffer[] {
  const open = streamOpener();
  const input = streams.findIndex(({ streamtype = '' }) => ['stdin', 'data'].includes(streamtype)) * 2 + 1;
  const data = dataFrame(input, Buffer.alloc(60_000, 'x\n'), false);
  return [...streams.map(open), data, data.subarray(0, 30_000)];
}

function webSocket(path: string, protocol: string, parts: readonly Buffer[]): Buffer[] {
  const messages = parts.map(message);
  return [head(path, webSocketUpgrade(protocol)), ...messages, (messages[0] as Buffer).subarray(0, 9)];
}

const session = ['error', 'stdin', 'stdout', 'stderr'].map((streamtype) => ({ streamtype }));
const forwarded = (port: number) =>
  ['error', 'data'].map((streamtype) => ({ streamtype, requestid: '0', port: `${port}` }));
const input = [Buffer.alloc(60_000, 'x\n').fill(0, 0, 1), Buffer.from([4, ...Buffer.from('{"Width":1,"Height":1}')])];

/** The connection ends with the answer. */
const oneRequest = { connection: 'close' };
const conversations: Conversation[] = [
  { name: 'a plain request', parts: () => [head('/api/v1/pods')] },
  { name: 'a watch', parts: () => [head('/api/v1/pods?watch=true')] },
  { name: 'logs -f', parts: () => [head(`${pod}/log?follow=true`, oneRequest)] },
  {
    name: 'a proxied request',
    parts: () => [head('/api/v1/nodes/node-1/proxy/containerLogs/default/torn/main?follow=true', oneRequest)],
  },
  { name: 'exec over SPDY', parts: () => spdy(`${pod}/exec?${query}`, 'v4.channel.k8s.io', session) },
  { name: 'exec over WebSocket', parts: () => webSocket(`${pod}/exec?${query}`, 'v5.channel.k8s.io', input) },
  { name: 'attach over SPDY', parts: () => spdy(`${pod}/attach?${query}`, 'v4.channel.k8s.io', session) },
  { name: 'attach over WebSocket', parts: () => webSocket(`${pod}/attach?${query}`, 'v4.channel.k8s.io', input) },
  { name: 'port-forward over SPDY', parts: () => spdy(`${pod}/portforward`, 'portforward.k8s.io', forwarded(8080)) },
  {
    name: 'port-forward to who does not read',
    parts: () => spdy(`${pod}/portforward`, 'portforward.k8s.io', forwarded(8081)),
  },
  { name: 'port-forward to nobody', parts: () => spdy(`${pod}/portforward`, 'portforward.k8s.io', forwarded(8083)) },
  {
    name: 'port-forward through the tunnel',
    parts: () => webSocket(`${pod}/portforward`, 'SPDY/3.1+portforward.k8s.io', spdyParts(forwarded(8080))),
  },
  {
    name: 'port-forward over WebSocket',
    parts: () => webSocket(`${pod}/portforward?ports=8080`, 'v4.channel.k8s.io', [Buffer.alloc(60_000)]),
  },
];

const ways: Record<string, (socket: Socket) => void> = {
  reset: (socket) => socket.resetAndDestroy(),
  closed: (socket) => socket.destroy(),
  'half closed, then reset': (socket) => socket.end(() => socket.resetAndDestroy()),
};

describe.each(Object.keys(ways))('a connection that is %s', (way) => {
  it.each(conversations)('takes nobody along, at any step: $name', async ({ parts }) => {
    for (let step = 0; step <= parts().length; step++) await tear(parts(), step, ways[way] as (socket: Socket) => void);
    await expectNothingLeft();
  });
});

describe('a connection to the agent', () => {
  const hello = Buffer.from('16030100c8010000c40303', 'hex');
  it.each([
    ['before it says anything', Buffer.alloc(0)],
    ['in the middle of its handshake', hello],
    ['with what is no handshake', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ])('may be torn %s', async (_, bytes) => {
    const found = await node.client.resource(resources.nodes).get({ namespace: '', name: 'node-1' });
    const port = found.status?.daemonEndpoints?.kubeletEndpoint?.Port ?? 0;
    for (const end of Object.values(ways)) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      if (bytes.length > 0) await new Promise((resolve) => socket.write(bytes, resolve));
      end(socket);
    }
    await expectNothingLeft();
  });
});

it('streams end with their agent, and what they ran', async () => {
  const streams = conversations.filter(({ name }) => /^(logs|a proxied|exec|attach|port-forward)/.test(name));
  const sockets = await Promise.all(streams.map(({ parts }) => say(wholeParts(parts()))));
  const closed = Promise.all(sockets.map(whenClosed));
  await node.restartAgent();
  await closed;
  await expectNothingLeft();
});

it('streams end with their container', async () => {
  // WebSockets too, but those wait for the client to agree, which these clients do not; requests keep their connection.
  const streams = conversations.filter(({ name }) => /^(exec|attach) over SPDY/.test(name));
  const sockets = await Promise.all(streams.map(({ parts }) => say(wholeParts(parts()))));
  const closed = Promise.all(sockets.map(whenClosed));
  await node.remove('torn');
  await closed;
});

/** The last part of a conversation that goes on after its head is half a message. */
function wholeParts(parts: Buffer[]): Buffer[] {
  return parts.length === 1 ? parts : parts.slice(0, -1);
}

async function whenClosed(socket: Socket): Promise<void> {
  if (!socket.closed) await once(socket.resume(), 'close');
}

/** Says `step` of the parts, and half of the one that follows, and goes away. */
async function tear(parts: readonly Buffer[], step: number, end: (socket: Socket) => void): Promise<void> {
  const next = parts[step];
  const socket = await say([
    ...parts.slice(0, step),
    ...(next === undefined ? [] : [next.subarray(0, next.length / 2)]),
  ]);
  end(socket);
}

/** Says all of it; what was asked has been answered when there was a whole request. */
async function say([first = Buffer.alloc(0), ...rest]: readonly Buffer[]): Promise<Socket> {
  const { hostname, port } = new URL(node.server);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(first);
  if (first.includes('\r\n\r\n')) await once(socket, 'data');
  for (const part of rest) await new Promise((resolve) => socket.write(part, resolve));
  return socket;
}

/** Both servers answer, and nothing is open that was not before. */
async function expectNothingLeft(): Promise<void> {
  await answers();
  for (;;) {
    const [now, left] = [handles(), await commandsLeft()];
    const more = Object.keys(baseline).filter((type) => (now[type] ?? 0) > (baseline[type] ?? 0));
    if (more.length === 0 && left.length === 0) return;
    // What is left is looked for until the test has had its time.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function answers(): Promise<void> {
  const authorization = { authorization: `Bearer ${node.token}`, connection: 'close' };
  const answer = await fetch(`${node.server}${pod}/log?tailLines=1`, { headers: authorization });
  expect(answer.status).toBe(200);
  await answer.text();
}

/** Sockets, pipes and processes of this process, in which both servers run. */
function handles(): Record<string, number> {
  const counts: Record<string, number> = { TCPSocketWrap: 0, PipeWrap: 0, ProcessWrap: 0 };
  for (const type of process.getActiveResourcesInfo()) if (type in counts) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

async function commandsLeft(): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'args']);
  return stdout.split('\n').filter((line) => line.includes(`sleep ${mark}`) && !line.startsWith('ps '));
}
