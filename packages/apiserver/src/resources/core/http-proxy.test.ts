import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectRequest } from '../subresource.js';
import { originOf, parseProxyName, proxyRequest } from './http-proxy.js';

let server: Server;
let origin: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.writeHead(201, {
        'x-seen': `${request.method} ${request.url} ${request.headers.authorization ?? request.headers['impersonate-user'] ?? 'nobody'}`,
      });
      response.end(Buffer.concat(chunks));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = originOf('http', '127.0.0.1', (server.address() as AddressInfo).port);
});

afterAll(() => server.close());

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
    const { status, headers, body } = await proxyRequest(request('POST', 'hello'), origin);
    const chunks: Uint8Array[] = [];
    for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
    expect([status, headers['x-seen'], Buffer.concat(chunks).toString()]).toEqual([
      201,
      'POST /a/b?q=1 nobody',
      'hello',
    ]);
  });

  it('says when nobody answers', async () => {
    const nobody = originOf('http', '127.0.0.1', 1);
    await expect(proxyRequest(request('GET'), nobody)).rejects.toThrow(/^error trying to reach service: /);
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

  it('puts IPv6 addresses in brackets', () => {
    expect(originOf('https', '::1', 443)).toBe('https://[::1]:443');
  });

  it.each(['169.254.169.254', '0.0.0.0', '224.0.0.1', 'fe80::1', '::', '::ffff:169.254.169.254', 'example.com'])(
    'does not go to %s',
    (address) => {
      expect(() => originOf('http', address, 80)).toThrow('address not allowed');
    },
  );
});
