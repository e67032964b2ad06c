import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { APIService, APIVersionDiscovery, KubernetesObject } from '@sampan/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { selfSigned } from '../conformance/self-signed.js';
import { startTestServer, type TestServer } from '../conformance/test-server.js';

const services = '/apis/apiregistration.k8s.io/v1/apiservices';
const group = '/apis/fish.example.com/v1';

let server: TestServer;
let extension: https.Server;
let port: number;
let certificate: { cert: string; key: string };
let proxyClient: { cert: string; key: string };
/** What the extension server was asked last. */
let heard: { url: string; headers: IncomingHttpHeaders; certificate: string | undefined };
let isBroken = false;

const resourceList = {
  kind: 'APIResourceList',
  groupVersion: 'fish.example.com/v1',
  resources: [
    { name: 'trouts', singularName: 'trout', namespaced: true, kind: 'Trout', verbs: ['get', 'list', 'watch'] },
    { name: 'trouts/status', singularName: '', namespaced: true, kind: 'Trout', verbs: ['get'] },
  ],
};

beforeAll(async () => {
  certificate = await selfSigned('fish.sea.svc');
  proxyClient = await selfSigned('front-proxy-client');
  const tls = { ...certificate, requestCert: true, rejectUnauthorized: false };
  extension = https.createServer(tls, (request, response) => {
    const peer = (request.socket as TLSSocket).getPeerCertificate();
    heard = { url: request.url ?? '', headers: request.headers, certificate: peer.subject?.CN as string | undefined };
    if (isBroken) return response.writeHead(500).end('broken');
    response.setHeader('content-type', 'application/json');
    if (request.url === group) return response.end(JSON.stringify(resourceList));
    if (request.url === `/openapi/v3${group}`) return response.end(JSON.stringify({ openapi: '3.0.0', paths: {} }));
    if (request.url === '/openapi/v2') {
      const paths = { [`${group}/trouts`]: { get: { operationId: 'listTrouts' } }, '/apis/apps/v1/mine': {} };
      return response.end(JSON.stringify({ paths, definitions: { Trout: { type: 'object' } } }));
    }
    if (request.url?.includes('watch=true')) {
      response.write('{"type":"ADDED"}\n');
      setImmediate(() => response.end('{"type":"MODIFIED"}\n'));
      return undefined;
    }
    return response
      .writeHead(request.method === 'POST' ? 201 : 200)
      .end(JSON.stringify({ kind: 'Trout', url: request.url }));
  });
  extension.on('upgrade', (request, socket: Duplex, head: Buffer) => {
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: ${request.headers.upgrade}\r\n\r\n`,
    );
    socket.write(head);
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => extension.listen(0, 'localhost', resolve));
  port = (extension.address() as AddressInfo).port;
  server = await startTestServer({
    proxyClient,
    listen: { host: '127.0.0.1', port: 0 },
    tokens: 'secret,admin,1,"system:masters"',
  });
  await server.send('POST', '/api/v1/namespaces', { body: { metadata: { name: 'sea' } } });
});

afterAll(async () => {
  await server.close();
  extension.closeAllConnections();
  extension.close();
  expect(server.faults).toEqual([]);
});

beforeEach(() => {
  isBroken = false;
});

const createService = (spec: object) =>
  server.send('POST', '/api/v1/namespaces/sea/services', { body: { metadata: { name: 'fish' }, spec } });
const external = () => createService({ type: 'ExternalName', externalName: 'localhost' });
const removeService = () => server.send('DELETE', '/api/v1/namespaces/sea/services/fish');

function register(spec: Partial<APIService['spec']> = {}) {
  const body = {
    metadata: { name: 'v1.fish.example.com' },
    spec: {
      ...{ group: 'fish.example.com', version: 'v1', groupPriorityMinimum: 1000, versionPriority: 15 },
      service: { namespace: 'sea', name: 'fish', port },
      ...(spec.caBundle === undefined && { insecureSkipTLSVerify: true }),
      ...spec,
    },
  };
  return server.send('POST', services, { body });
}
const withdraw = () => server.send('DELETE', `${services}/v1.fish.example.com`);

/** Waits until the APIService is said to be so. */
async function until(reason: string, name = 'v1.fish.example.com'): Promise<string> {
  const watched = server.watch(`${services}?watch=true&fieldSelector=metadata.name%3D${name}`);
  for await (const { object } of watched) {
    const condition = (object as APIService).status?.conditions?.[0];
    if (condition?.reason !== reason) continue;
    watched.stop();
    return `${condition.status}: ${condition.message}`;
  }
  throw new Error('the watch ended');
}

describe('whether an APIService is available', () => {
  it.each<[string, object | undefined, string, string]>([
    ['has no Service', undefined, 'ServiceNotFound', 'False: service/fish in "sea" is not present'],
    [
      'asks for a port that the Service has not',
      { ports: [{ port: 1 }] },
      'ServicePortError',
      'False: service/fish in "sea" is not listening on port PORT',
    ],
  ])('%s', async (_, spec, reason, message) => {
    if (spec !== undefined) await createService(spec);
    await register();
    expect((await until(reason)).replace(String(port), 'PORT')).toBe(message);
    await withdraw();
    await removeService();
  });

  it('follows the Service and its endpoints', async () => {
    await createService({ ports: [{ port, name: 'https' }] });
    await register();
    expect(await until('EndpointsNotFound')).toBe('False: cannot find endpoints for service/fish in "sea"');
    const subsets = [{ notReadyAddresses: [{ ip: '192.0.2.1' }], ports: [{ name: 'https', port }] }];
    await server.send('POST', '/api/v1/namespaces/sea/endpoints', { body: { metadata: { name: 'fish' }, subsets } });
    expect(await until('MissingEndpoints')).toBe(
      'False: endpoints for service/fish in "sea" have no addresses with port name "https"',
    );
    await removeService();
    await until('ServiceNotFound');
    await external();
    expect(await until('Passed')).toBe('True: all checks passed');
    await withdraw();
    await removeService();
    await server.send('DELETE', '/api/v1/namespaces/sea/endpoints/fish');
  });

  it('depends on what it answers', async () => {
    isBroken = true;
    await external();
    await register();
    expect(await until('FailedDiscoveryCheck')).toBe(
      `False: failing or missing response from https://localhost:${port}${group}: bad status from https://localhost:${port}${group}: 500`,
    );
    const refused = await server.send('GET', `${group}/namespaces/sea/trouts`);
    expect([refused.status, refused.text]).toEqual([503, 'service unavailable\n']);
    await withdraw();
    await removeService();
  });

  it('depends on who signed its certificate', async () => {
    await external();
    await register({ caBundle: Buffer.from(proxyClient.cert).toString('base64') });
    expect(await until('FailedDiscoveryCheck')).toContain('self-signed certificate');
    await withdraw();
    await register({ caBundle: Buffer.from(certificate.cert).toString('base64') });
    await until('Passed');
    await withdraw();
    await removeService();
  });
});

describe('a group version of another server', () => {
  beforeAll(async () => {
    await external();
    await register();
    await until('Passed');
  });

  it('is asked as whoever asks, by a server that proves who it is', async () => {
    const user = {
      name: 'jane',
      uid: '7',
      groups: ['system:masters', 'system:authenticated'],
      extra: { Sea: ['deep', 'blue'] },
    };
    const headers = {
      'x-remote-user': 'root',
      'x-remote-group': 'wheel',
      'x-remote-extra-a': 'b',
      authorization: 'Bearer x',
    };
    const answer = await server.send('GET', `${group}/namespaces/sea/trouts/big?pretty=1`, { user, headers });
    expect(answer.json()).toEqual({ kind: 'Trout', url: `${group}/namespaces/sea/trouts/big?pretty=1` });
    const { authorization, ...rest } = heard.headers;
    expect(authorization).toBeUndefined();
    expect(heard.certificate).toBe('front-proxy-client');
    expect(Object.fromEntries(Object.entries(rest).filter(([name]) => name.startsWith('x-remote-')))).toEqual({
      'x-remote-user': 'jane',
      'x-remote-uid': '7',
      'x-remote-group': 'system:masters, system:authenticated',
      'x-remote-extra-sea': 'deep, blue',
    });
  });

  it('is written to, and watched', async () => {
    expect((await server.send('POST', `${group}/namespaces/sea/trouts`, { body: {} })).status).toBe(201);
    const watched = await server.send('GET', `${group}/trouts?watch=true`);
    expect(watched.text).toBe('{"type":"ADDED"}\n{"type":"MODIFIED"}\n');
  });

  it('is not asked by those who may not', async () => {
    heard = { url: '', headers: {}, certificate: undefined };
    const user = { name: 'joe', groups: ['system:authenticated'] };
    const answer = await server.send('GET', `${group}/namespaces/sea/trouts`, { user });
    expect(answer.failure().message).toBe(
      'trouts.fish.example.com is forbidden: User "joe" cannot list resource "trouts" in API group "fish.example.com" in the namespace "sea"',
    );
    expect(heard.url).toBe('');
  });

  it('is discovered with all others', async () => {
    expect((await server.send('GET', group)).json()).toEqual(resourceList);
    expect((await server.send('GET', '/apis/fish.example.com')).json()).toMatchObject({
      versions: [{ groupVersion: 'fish.example.com/v1' }],
    });
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
    type Groups = { items: (KubernetesObject & { versions: APIVersionDiscovery[] })[] };
    const discovery = (await server.send('GET', '/apis', { headers: { accept } })).json<Groups>();
    const found = discovery.items.find(({ metadata }) => metadata.name === 'fish.example.com');
    expect(found?.versions).toEqual([
      {
        version: 'v1',
        freshness: 'Current',
        resources: [
          {
            resource: 'trouts',
            responseKind: { group: 'fish.example.com', version: 'v1', kind: 'Trout' },
            scope: 'Namespaced',
            singularResource: 'trout',
            verbs: ['get', 'list', 'watch'],
            subresources: [
              {
                subresource: 'status',
                responseKind: { group: 'fish.example.com', version: 'v1', kind: 'Trout' },
                verbs: ['get'],
              },
            ],
          },
        ],
      },
    ]);
  });

  it('is told of in the OpenAPI documents', async () => {
    const path = `/openapi/v3${group}`;
    expect((await server.send('GET', path)).json()).toEqual({ openapi: '3.0.0', paths: {} });
    expect((await server.send('GET', '/openapi/v3')).text).toContain(`${path}?hash=`);
    const { paths, definitions } = (await server.send('GET', '/openapi/v2')).json<Record<string, object>>();
    expect(paths).toMatchObject({ [`${group}/trouts`]: { get: { operationId: 'listTrouts' } } });
    expect(paths).not.toHaveProperty(['/apis/apps/v1/mine']);
    expect(definitions).toMatchObject({ Trout: { type: 'object' }, 'io.k8s.api.core.v1.Pod': {} });
  });

  it('speaks other protocols', async () => {
    const url = `http://127.0.0.1:${server.server.port}${group}/namespaces/sea/trouts/big/tank`;
    const headers = { authorization: 'Bearer secret', connection: 'Upgrade', upgrade: 'bubbles' };
    const echoed = await new Promise<string>((resolve, reject) => {
      const request = httpRequest(url, { headers });
      request.once('error', reject);
      request.once('upgrade', (response, socket, head) => {
        socket.once('data', (chunk) => {
          socket.destroy();
          resolve(`${response.headers.upgrade} ${head}${chunk}`);
        });
        socket.write('blub');
      });
      request.end();
    });
    expect(echoed).toBe('bubbles blub');
  });

  it('is gone when it is withdrawn', async () => {
    await withdraw();
    expect((await server.send('GET', group)).status).toBe(404);
    expect((await server.send('GET', '/apis')).text).not.toContain('fish.example.com');
  });
});

describe('metrics.k8s.io', () => {
  it('is served by another server when one registers for it', async () => {
    const path = `${services}/v1beta1.metrics.k8s.io`;
    const body = { spec: { service: { namespace: 'sea', name: 'fish', port }, insecureSkipTLSVerify: true } };
    await server.send('PATCH', path, { body, contentType: 'application/merge-patch+json' });
    await until('Passed', 'v1beta1.metrics.k8s.io');
    const answer = await server.send('GET', '/apis/metrics.k8s.io/v1beta1/nodes');
    expect(answer.json()).toMatchObject({ kind: 'Trout' });
    await server.send('DELETE', path);
    expect((await server.send('GET', '/apis/metrics.k8s.io/v1beta1/nodes')).json()).toMatchObject({
      kind: 'NodeMetricsList',
    });
  });
});
