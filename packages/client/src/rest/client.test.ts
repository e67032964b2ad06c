import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ConfigMap, isConflict, isNotFound, resources, type StatusError } from '@sampan/api';
import { afterEach, describe, expect, it } from 'vitest';
import { type Client, createClient } from './client.js';
import { createHttpTransport } from './http-transport.js';

/** What a request looked like on the wire. */
interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

let server: Server | undefined;
let client: Client | undefined;

afterEach(async () => {
  await client?.transport.close();
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
});

/** A client of a server that answers as `answer` does, and what that server saw. */
async function connect(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  onWarning?: (text: string) => void,
): Promise<{ client: Client; seen: Seen[] }> {
  const seen: Seen[] = [];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const transport = createHttpTransport({ server: `http://127.0.0.1:${port}/base`, token: 'secret' });
  client = createClient(transport, { userAgent: 'test', ...(onWarning && { onWarning }) });
  return { client, seen };
}

const web: ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web', namespace: 'shop' } };

describe('a resource client', () => {
  const json = (_request: IncomingMessage, response: ServerResponse): void => {
    response.end('{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"web"}}');
  };

  it('says in each request what the verb and its options say', async () => {
    const { client, seen } = await connect(json);
    const configMaps = client.resource(resources.configMaps);
    const key = { namespace: 'shop', name: 'web' };
    await configMaps.get(key);
    await configMaps.create(web, { fieldManager: 'me', dryRun: true, fieldValidation: 'Strict' });
    await configMaps.updateStatus(web);
    await configMaps.patch(
      key,
      { type: 'apply', body: web },
      { fieldManager: 'me', force: true, subresource: 'status' },
    );
    await configMaps.delete(key, { propagationPolicy: 'Orphan', preconditions: { uid: 'u1' } });
    await client.metadata(resources.configMaps).get(key);

    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /base/api/v1/namespaces/shop/configmaps/web',
      'POST /base/api/v1/namespaces/shop/configmaps?fieldManager=me&fieldValidation=Strict&dryRun=All',
      'PUT /base/api/v1/namespaces/shop/configmaps/web/status',
      'PATCH /base/api/v1/namespaces/shop/configmaps/web/status?fieldManager=me&force=true',
      'DELETE /base/api/v1/namespaces/shop/configmaps/web',
      'GET /base/api/v1/namespaces/shop/configmaps/web',
    ]);
    expect(seen[0]?.headers).toMatchObject({ authorization: 'Bearer secret', 'user-agent': 'test' });
    expect(seen[3]?.headers['content-type']).toBe('application/apply-patch+yaml');
    expect(JSON.parse(seen[4]?.body ?? '')).toEqual({
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      propagationPolicy: 'Orphan',
      preconditions: { uid: 'u1' },
    });
    expect(seen[5]?.headers.accept).toBe('application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1');
  });

  it('joins the pages of a list, and gives items their kind', async () => {
    const { client, seen } = await connect((request, response) => {
      const isFirst = !request.url?.includes('continue=');
      const metadata = isFirst ? { resourceVersion: '7', continue: 'next page' } : { resourceVersion: '7' };
      const items = [{ metadata: { name: isFirst ? 'a' : 'b' } }];
      response.end(JSON.stringify({ kind: 'ConfigMapList', apiVersion: 'v1', metadata, items }));
    });
    const list = await client
      .resource(resources.configMaps)
      .list({ namespace: 'shop', pageSize: 1, labelSelector: 'a=b' });
    expect(list.items).toEqual([
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'b' } },
    ]);
    expect(list.metadata).toEqual({ resourceVersion: '7' });
    expect(seen.map(({ url }) => url)).toEqual([
      '/base/api/v1/namespaces/shop/configmaps?labelSelector=a%3Db&limit=1',
      '/base/api/v1/namespaces/shop/configmaps?labelSelector=a%3Db&limit=1&continue=next%20page',
    ]);
  });

  it('lists all in one when a page has expired', async () => {
    const { client } = await connect((request, response) => {
      if (request.url?.includes('continue=')) {
        response.statusCode = 410;
        response.end(
          '{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Expired","code":410,"message":"old"}',
        );
      } else if (request.url?.includes('limit='))
        response.end('{"metadata":{"continue":"x"},"items":[{"metadata":{}}]}');
      else response.end('{"metadata":{"resourceVersion":"9"},"items":[{"metadata":{}},{"metadata":{}}]}');
    });
    const list = await client.resource(resources.configMaps).list({ pageSize: 1 });
    expect(list.items).toHaveLength(2);
    expect(list.metadata.resourceVersion).toBe('9');
  });

  it('gives a watch event by event, until it is aborted', async () => {
    const { client, seen } = await connect((_request, response) => {
      response.write('{"type":"ADDED","object":{"metadata":{"name":"a"}}}\n{"type":"MODI');
      response.write('FIED","object":{"metadata":{"name":"a"}}}\n');
    });
    const aborting = new AbortController();
    const types: string[] = [];
    for await (const { type } of client
      .resource(resources.configMaps)
      .watch({ resourceVersion: '5' }, aborting.signal)) {
      types.push(type);
      if (types.length === 2) aborting.abort();
    }
    expect(types).toEqual(['ADDED', 'MODIFIED']);
    expect(seen[0]?.url).toBe('/base/api/v1/configmaps?resourceVersion=5&watch=true');
  });
});

describe('failures', () => {
  it('are the Status that the server answered', async () => {
    const { client } = await connect((_request, response) => {
      response.statusCode = 409;
      response.end(
        '{"kind":"Status","apiVersion":"v1","status":"Failure","message":"taken","reason":"Conflict","code":409}',
      );
    });
    const error = await client
      .resource(resources.configMaps)
      .update(web)
      .catch((caught: unknown) => caught);
    expect(isConflict(error)).toBe(true);
    expect((error as StatusError).message).toBe('taken');
  });

  it('are worded as client-go words them where the server sent no Status', async () => {
    const { client } = await connect((_request, response) => {
      response.statusCode = 404;
      response.end('404 page not found');
    });
    const error = await client
      .resource(resources.configMaps)
      .get({ namespace: 'shop', name: 'web' })
      .catch((caught: unknown) => caught);
    expect(isNotFound(error)).toBe(true);
    expect((error as StatusError).message).toBe(
      'the server could not find the requested resource (get configmaps web)',
    );
  });

  it('say that nobody listens', async () => {
    client = createClient(createHttpTransport({ server: 'http://127.0.0.1:1' }));
    await expect(client.json({ method: 'GET', path: '/api' })).rejects.toMatchObject({
      code: 'ECONNREFUSED',
      message: 'Get "http://127.0.0.1:1/api": dial tcp 127.0.0.1:1: connect: connection refused',
    });
  });

  it('hand warnings on', async () => {
    const warnings: string[] = [];
    const { client } = await connect(
      (_request, response) => response.setHeader('warning', '299 - "careful"').end('{}'),
      (text) => warnings.push(text),
    );
    await client.json({ method: 'GET', path: '/api' });
    expect(warnings).toEqual(['careful']);
  });
});
