import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusterAddresses } from '../addresses/endpoint-addresses.js';
import type { ConnectRequest } from '../kinds/subresource.js';
import type { ResponseHijack } from '../pipeline/api-response.js';
import type { ServerContext } from '../server/server-context.js';
import { addressTarget, type ProxyTarget, parseProxyName, proxyRequest } from './http-proxy.js';

let backend: Server;
let target: ProxyTarget;

beforeAll(async () => {
  backend = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.writeHead(201, {
        'x-seen': `${request.method} ${request.url} ${request.headers.authorization ?? request.headers['impersonate-user'] ?? 'nobody'}`,
      });
      response.end(Buffer.concat(chunks));
    });
  });
  await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
  target = targetAt((backend.address() as AddressInfo).port);
});

afterAll(() => backend.close());

/** A connection to a port of this host, as an agent makes one to its Pod's. */
function targetAt(port: number): ProxyTarget {
  const connected = () =>
    new Promise<Duplex>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(socket)).once('error', reject);
    });
  return { scheme: 'http', authority: `127.64.1.1:${port}`, connect: connected };
}

/** Both ends of a connection. */
async function connectedPair(): Promise<[Duplex, Duplex]> {
  const listener = createTcpServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const client = connect((listener.address() as AddressInfo).port, '127.0.0.1');
  const [connection] = (await once(listener, 'connection')) as [Duplex];
  listener.close();
  return [client, connection];
}

function request(method: string, body?: string): ConnectRequest {
  return {
    key: { namespace: 'default', name: 'web' },
    method,
    headers: { authorization: 'Bearer secret', 'impersonate-user': 'root', te: 'trailers', accept: '*/*' },
    body: body === undefined ? undefined : Buffer.from(body),
    path: 'a/b',
    query: new URLSearchParams({ q: '1' }),
    signal: new AbortController().signal,
  } as unknown as ConnectRequest;
}

describe('the proxy to Pods and Services', () => {
  it('passes on method, path, query and body, and not who asks', async () => {
    const { status, headers, body } = await proxyRequest(request('POST', 'hello'), target);
    const chunks: Uint8Array[] = [];
    for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
    expect([status, headers['x-seen'], Buffer.concat(chunks).toString()]).toEqual([
      201,
      'POST /a/b?q=1 nobody',
      'hello',
    ]);
  });

  it('is upgraded with what is behind it: what the client says goes there, and back', async () => {
    backend.once('upgrade', (upgrading, socket: Duplex) => {
      const { upgrade, authorization = 'nobody' } = upgrading.headers;
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: ${upgrade}\r\nx-seen: ${authorization}\r\n\r\n`,
      );
      socket.pipe(socket);
    });
    const asked = request('GET');
    const upgrading = { ...asked, upgrade: true, headers: { ...asked.headers, upgrade: 'echo' } };
    const { status, headers, body } = await proxyRequest(upgrading, target);
    expect([status, headers]).toMatchObject([101, { upgrade: 'echo', 'x-seen': 'nobody' }]);
    const [client, connection] = await connectedPair();
    (body as ResponseHijack).takeOver(connection, Buffer.from('early, '));
    client.write('hello');
    for (let echoed = ''; echoed !== 'early, hello'; ) echoed += await once(client, 'data');
    client.destroy();
  });

  it('says when nobody answers', async () => {
    await expect(proxyRequest(request('GET'), targetAt(1))).rejects.toThrow(/^error trying to reach service: /);
  });

  it.each([
    ['web', { scheme: 'http', name: 'web', port: '' }],
    ['web:8080', { scheme: 'http', name: 'web', port: '8080' }],
    ['https:web:metrics', { scheme: 'https', name: 'web', port: 'metrics' }],
    [':web:80', { scheme: 'http', name: 'web', port: '80' }],
    ['https:web:', { scheme: 'https', name: 'web', port: '' }],
  ])('reads %s', (text, parts) => {
    expect(parseProxyName(text, 'service')).toEqual(parts);
  });

  it.each(['', ':', 'file:web:80', 'web:80@example.com', 'web:80/x', 'http:web:80:80', 'web:80#'])(
    'does not follow %j',
    (text) => {
      expect(() => parseProxyName(text, 'pod')).toThrow(`invalid pod request ${JSON.stringify(text)}`);
    },
  );

  const addresses = clusterAddresses('127.64.0.0/16');
  addresses.serverListens('127.0.0.1', 6443);
  const server = { addresses } as ServerContext;
  const at = (address: string, port: number) =>
    addressTarget('http', { address, ports: [port], namespace: 'default' }, server).authority;

  it('puts IPv6 addresses in brackets', () => {
    expect(at('2001:db8::1', 443)).toBe('[2001:db8::1]:443');
  });

  it('goes to this server itself, and to no other port of the host', () => {
    expect(at('127.0.0.1', 6443)).toBe('127.0.0.1:6443');
    expect(() => at('127.0.0.1', 5432)).toThrow('address not allowed');
  });

  it.each([
    ...['127.0.0.1', '127.64.1.1', '127.65.0.1', '127.96.0.1', '::1', '::ffff:127.0.0.1', '::ffff:127.64.1.1'],
    ...['169.254.169.254', '0.0.0.0', '224.0.0.1', 'fe80::1', '::', '::ffff:169.254.169.254', 'example.com'],
  ])('does not go to %s', (address) => {
    expect(() => at(address, 80)).toThrow('address not allowed');
  });
});
