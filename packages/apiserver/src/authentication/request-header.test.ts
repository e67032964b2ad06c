import https from 'node:https';
import type { KubernetesObject } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Authority, createAuthority, type Pair } from '../conformance/authorities.js';
import { startTestServer, type TestServer } from '../conformance/test-server.js';

let server: TestServer;
let trusted: Authority;
let clients: Authority;
let proxies: Authority;

beforeAll(async () => {
  [trusted, clients, proxies] = await Promise.all([createAuthority('s'), createAuthority('c'), createAuthority('p')]);
  server = await startTestServer({
    listen: { host: '127.0.0.1', port: 0 },
    tls: await trusted.issue('server'),
    clientCa: clients.cert,
    requestHeader: { requestHeaderCa: proxies.cert, allowedNames: ['front-proxy'] },
  });
});

afterAll(async () => {
  await server.close();
  expect(server.faults).toEqual([]);
});

describe('a proxy that says who asks', () => {
  const jane = ['X-Remote-User', 'jane', 'X-Remote-Group', 'a', 'X-Remote-Group', 'b, c', 'X-Remote-Uid', '7'];

  it('is believed', async () => {
    const extra = ['X-Remote-Extra-Scopes', 'x', 'X-Remote-Extra-Example.com%2fteam', 'y'];
    expect(await whoAmI(await proxies.issue('front-proxy'), [...jane, ...extra])).toEqual({
      username: 'jane',
      uid: '7',
      groups: ['a', 'b, c', 'system:authenticated'],
      extra: { scopes: ['x'], 'example.com/team': ['y'] },
    });
  });

  it('is believed by a certificate that another one of its authority signed', async () => {
    const between = await proxies.issue('between');
    const { cert, key } = await between.issue('front-proxy');
    expect(await whoAmI({ cert: `${cert}\n${between.cert}`, key }, jane)).toMatchObject({ username: 'jane' });
  });

  it('has to be one that may', async () => {
    expect(await whoAmI(await proxies.issue('somebody'), jane)).toEqual(401);
    expect(await whoAmI(await clients.issue('front-proxy'), jane)).toMatchObject({ username: 'front-proxy' });
    expect(await whoAmI(await trusted.issue('front-proxy'), jane)).toEqual(401);
  });

  it('is nobody itself', async () => {
    expect(await whoAmI(await proxies.issue('front-proxy'), ['X-Remote-Group', 'system:masters'])).toEqual(401);
  });
});

interface Review extends KubernetesObject {
  status: { userInfo: { username: string; extra?: Record<string, string[]> } };
}

/** Whom the server takes a client for; the code of its refusal, where it asks nobody. */
async function whoAmI({ cert, key }: Pair, headers: string[]): Promise<unknown> {
  const url = `${server.server.url}/apis/authentication.k8s.io/v1/selfsubjectreviews`;
  const text = await new Promise<string>((resolve, reject) => {
    const length = ['Content-Type', 'application/json', 'Content-Length', '2', 'Host', '127.0.0.1'];
    const options = { method: 'POST', ca: trusted.cert, cert, key, agent: false, headers: [...headers, ...length] };
    const request = https.request(url, options as https.RequestOptions, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => resolve(Buffer.concat(chunks).toString()));
    });
    request.once('error', reject);
    request.end('{}');
  });
  const answer = JSON.parse(text) as Review & { code?: number };
  const { extra, ...user } = answer.status.userInfo ?? {};
  if (user.username === undefined) return answer.code;
  const shown = Object.entries(extra ?? {}).filter(([name]) => !name.startsWith('authentication.kubernetes.io/'));
  return { ...user, ...(shown.length > 0 && { extra: Object.fromEntries(shown) }) };
}
