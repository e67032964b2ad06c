import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controlFrame, type Frame, frameType, words } from '../server/streams/spdy/frames.js';
import { initialWindow } from '../server/streams/spdy/send-windows.js';
import { type SpdyClient, spdyClient, spdyUpgrade } from './raw-streams.js';
import { isReady, startTestNode, type TestNode } from './test-node.js';

/** Echoes on 8080; breaks off on 8082 in the middle of a word. Nobody listens on 8083. */
const program = `
  const net = require('net');
  const address = process.env.HOST;
  net.createServer({ allowHalfOpen: true }, (socket) => socket.on('error', () => {}).pipe(socket)).listen(8080, address);
  net.createServer((socket) => socket.on('error', () => {}).write('half', () => socket.once('data', () => socket.resetAndDestroy()))).listen(8082, address);
`;

let node: TestNode;
beforeAll(async () => {
  node = await startTestNode();
  await node.run('server', {
    containers: [
      {
        name: 'main',
        image: 'host',
        command: [process.execPath, '-e', program],
        readinessProbe: { tcpSocket: { port: 8082 }, periodSeconds: 1 },
      },
    ],
  });
  await node.until('server', isReady);
});
afterAll(() => node.stop());

const open = (rest: string, protocol: string) =>
  spdyClient({
    server: node.server,
    token: node.token,
    path: `/api/v1/namespaces/default/pods/server/${rest}`,
    headers: spdyUpgrade(protocol),
  });

/** The control frames of one type. */
function control(client: SpdyClient, type: number): (Frame & { kind: 'control' })[] {
  return client.frames().filter((frame) => frame.kind === 'control' && frame.type === type) as never;
}

const isOver = (client: SpdyClient, stream: number) =>
  client.frames().some((frame) => frame.kind === 'data' && frame.stream === stream && frame.isLast);

describe('port-forward over SPDY', () => {
  let client: SpdyClient;
  let next = 1;
  beforeAll(async () => {
    client = await open('portforward', 'portforward.k8s.io');
  });
  afterAll(() => client.socket.destroy());

  /** Opens a pair of streams; answers their ids. */
  function connection(port: number): { error: number; data: number } {
    const common = { port: String(port), requestid: String(next) };
    client.open({ ...common, streamtype: 'error' });
    client.open({ ...common, streamtype: 'data' });
    next += 4;
    return { error: next - 4, data: next - 2 };
  }

  it('carries data both ways, to its end', async () => {
    const { data, error } = connection(8080);
    client.data(error, '', true);
    client.data(data, 'hello');
    client.data(data, ' there', true);
    await client.until(() => isOver(client, data) && isOver(client, error));
    expect([client.text(data), client.text(error)]).toEqual(['hello there', '']);
  });

  it('says what went wrong with a connection on its error stream, and lives on', async () => {
    const refused = connection(8083);
    await client.until(() => isOver(client, refused.error));
    expect(client.text(refused.error)).toMatch(
      /^error forwarding port 8083 to pod server, uid [-0-9a-f]+: .*connection refused/,
    );
    const broken = connection(8082);
    await client.until(() => client.text(broken.data) === 'half');
    client.data(broken.data, 'go');
    await client.until(() => isOver(client, broken.error));
    expect(client.text(broken.error)).toContain('connection reset by peer');
    const { data } = connection(8080);
    client.data(data, 'still here', true);
    await client.until(() => isOver(client, data));
    expect(client.text(data)).toBe('still here');
  });

  it('resets a stream that is none of a connection, and no other one', async () => {
    client.open({ port: '0', requestid: 'x', streamtype: 'data' });
    client.open({ port: '8080', requestid: 'y', streamtype: 'nonsense' });
    await client.until(() =>
      control(client, frameType.rstStream).some(({ payload }) => payload.equals(words(next + 2, 5))),
    );
    next += 4;
  });

  it('ends a connection that the client resets, and no other one', async () => {
    const [one, other] = [connection(8080), connection(8080)];
    client.data(one.data, 'first');
    client.data(other.data, 'second');
    await client.until(() => client.text(one.data) === 'first' && client.text(other.data) === 'second');
    client.send(controlFrame(frameType.rstStream, words(one.data, 5)));
    client.data(other.data, ', too', true);
    await client.until(() => isOver(client, other.data) && isOver(client, one.error));
    expect(client.text(other.data)).toBe('second, too');
  });

  it('answers pings of the client’s, and nobody else’s', async () => {
    client.send(controlFrame(frameType.ping, words(2)));
    client.send(controlFrame(frameType.ping, words(77)));
    await client.until(() => control(client, frameType.ping).length > 0);
    expect(control(client, frameType.ping).map(({ payload }) => payload)).toEqual([words(77)]);
  });

  it('tells what it has taken, of each stream and of the session', async () => {
    const { data } = connection(8080);
    client.data(data, Buffer.alloc(2 * initialWindow), true);
    await client.until(() => isOver(client, data));
    const updates = control(client, frameType.windowUpdate).map(({ payload }) => payload.readUInt32BE(0));
    expect(updates).toContain(data);
    expect(updates).toContain(0);
  });

  it('sends no more than the window of a client that has one', async () => {
    const strict = await open('portforward', 'portforward.k8s.io');
    // One setting, the initial window: 1000 bytes.
    strict.send(controlFrame(frameType.settings, words(1, 7, 1000)));
    for (const streamtype of ['error', 'data']) strict.open({ port: '8080', requestid: '1', streamtype });
    strict.data(3, Buffer.alloc(2500, 'x'), true);
    await strict.until(() => strict.text(3).length === 1000);
    strict.send(controlFrame(frameType.ping, words(1)));
    await strict.until(() => control(strict, frameType.ping).length === 1);
    expect(strict.text(3)).toHaveLength(1000);
    strict.send(controlFrame(frameType.windowUpdate, words(3, 1500)));
    await strict.until(() => isOver(strict, 3));
    expect(strict.text(3)).toHaveLength(2500);
    strict.socket.destroy();
  });

  it('ends the session of a client that goes away when its connections have ended', async () => {
    const leaving = await open('portforward', 'portforward.k8s.io');
    for (const streamtype of ['error', 'data']) leaving.open({ port: '8080', requestid: '1', streamtype });
    leaving.send(controlFrame(frameType.goAway, words(0, 0)));
    leaving.data(3, 'last', true);
    leaving.data(1, '', true);
    await new Promise<void>((resolve) => leaving.socket.once('close', () => resolve()));
    expect(leaving.text(3)).toBe('last');
  });

  it.each([
    ['another version', Buffer.from([0x80, 2, 0, 1, 0, 0, 0, 0])],
    ['a header block that is none', controlFrame(frameType.synStream, Buffer.alloc(100, 7))],
    ['a frame that ends early', controlFrame(frameType.rstStream, Buffer.alloc(1))],
    ['streams of the server’s', controlFrame(frameType.synStream, Buffer.concat([words(2, 0), Buffer.alloc(2)]))],
    ['a window beyond its bounds', controlFrame(frameType.windowUpdate, words(0, 0x7fffffff))],
  ])('ends the session of a client that speaks %s', async (_, bytes) => {
    const wrong = await open('portforward', 'portforward.k8s.io');
    const closed = new Promise<void>((resolve) => wrong.socket.once('close', () => resolve()));
    wrong.send(bytes);
    await closed;
  });
});

describe('exec over SPDY', () => {
  it.each([
    ['v4.channel.k8s.io', '{"metadata":{},"status":"Success"}'],
    ['channel.k8s.io', ''],
  ])('speaks %s', async (protocol, status) => {
    const client = await open('exec?command=cat&stdin=true&stdout=true&stderr=true', protocol);
    for (const streamtype of ['error', 'stdin', 'stdout', 'stderr']) client.open({ streamtype });
    client.data(3, 'in', true);
    await client.until(() => isOver(client, 1));
    expect([client.text(5), client.text(1)]).toEqual(['in', status]);
    client.socket.destroy();
  });

  it('refuses protocols that it does not know', async () => {
    await expect(open('exec?command=cat&stdout=true', 'v9.channel.k8s.io')).rejects.toThrow('403');
  });
});
