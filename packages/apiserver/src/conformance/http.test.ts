import { request as httpRequest } from 'node:http';
import type { Status } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maxBodyBytes } from '../http/http-server.js';
import { type RunningApiserver, startApiserver } from '../server/start-apiserver.js';

const collection = '/api/v1/namespaces/default/configmaps';
const authorization = 'Bearer secret';

let server: RunningApiserver;

beforeAll(async () => {
  server = await startApiserver({
    listen: { host: '127.0.0.1', port: 0 },
    tokens: 'secret,admin,1,"system:masters"',
  });
});

afterAll(() => server.close());

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

function send(method: string, path: string, options: { headers?: Record<string, string>; body?: string } = {}) {
  return new Promise<Answer>((resolve, reject) => {
    const headers = { authorization, ...options.headers };
    const request = httpRequest({ host: '127.0.0.1', port: server.port, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    request.on('error', reject);
    request.end(options.body);
  });
}

describe('over HTTP', () => {
  it('answers discovery, versions and health', async () => {
    expect(JSON.parse((await send('GET', '/version')).text)).toMatchObject({ major: '1', minor: '36' });
    expect((await send('GET', '/readyz')).text).toBe('ok');
    expect((await send('GET', '/readyz?verbose')).text).toMatch(/^\[\+\]ping ok\n[\s\S]*readyz check passed\n$/);
    expect(JSON.parse((await send('GET', '/api/v1')).text).kind).toBe('APIResourceList');
    expect(JSON.parse((await send('GET', '/apis/apps')).text)).toMatchObject({ kind: 'APIGroup', name: 'apps' });
    expect((await send('GET', '/metrics')).text).toContain('apiserver_request_total{');
  });

  it.each(['/bogus', '/swagger-ui/', '/healthz/bogus', '/apis/bogus.example', '/apis/extensions/v1beta1/things'])(
    'answers %s, which belongs to nothing, in plain text',
    async (path) => {
      const { status, headers, text } = await send('GET', path);
      expect({ status, type: headers['content-type'], text }).toEqual({
        status: 404,
        type: 'text/plain; charset=utf-8',
        text: '404 page not found\n',
      });
    },
  );

  it.each(['/api/v9/pods', '/api/v1/bogus', '/apis/apps/v9', '/apis/apps/v1/bogus', '/api/v1/pods/a/b/c/d'])(
    'answers %s, which a built-in group lacks, with a Status',
    async (path) => {
      const { status, text } = await send('GET', path);
      expect(status).toBe(404);
      expect(JSON.parse(text).message).toBe('the server could not find the requested resource');
    },
  );

  it('lists its paths, those of the groups among them', async () => {
    const { paths } = JSON.parse((await send('GET', '/')).text);
    expect(paths).toEqual(
      expect.arrayContaining(['/api', '/api/v1', '/apis', '/apis/apps', '/apis/apps/v1', '/livez']),
    );
  });

  it('says a kind in aggregated discovery by its name alone, where group and version are those around it', async () => {
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
    const { items } = JSON.parse((await send('GET', '/api', { headers: { accept } })).text);
    const pods = items[0].versions[0].resources.find((resource: { resource: string }) => resource.resource === 'pods');
    expect(pods.responseKind).toEqual({ group: '', version: '', kind: 'Pod' });
    expect(
      pods.subresources.find((other: { subresource: string }) => other.subresource === 'eviction').responseKind,
    ).toEqual({ group: 'policy', version: 'v1', kind: 'Eviction' });
  });

  it('gives aggregated discovery an ETag', async () => {
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';
    const first = await send('GET', '/apis', { headers: { accept } });
    expect(JSON.parse(first.text)).toMatchObject({
      kind: 'APIGroupDiscoveryList',
      apiVersion: 'apidiscovery.k8s.io/v2',
    });
    const again = await send('GET', '/apis', { headers: { accept, 'if-none-match': String(first.headers.etag) } });
    expect(again).toMatchObject({ status: 304, text: '' });
  });

  it('sends the length to HEAD, and no body', async () => {
    const got = await send('GET', `${collection}?limit=500`);
    const head = await send('HEAD', `${collection}?limit=500`);
    expect(head).toMatchObject({ status: 200, text: '' });
    expect(head.headers['content-length']).toBe(String(Buffer.byteLength(got.text)));
  });

  it.each([
    ['GET', '/api/v1/nothing', {}, 404, 'the server could not find the requested resource'],
    ['GET', '/api/v1/pods/%zz', {}, 400, 'invalid URL escape "%zz"'],
    ['POST', '/api/v1/configmaps', {}, 405, 'the server does not allow this method on the requested resource'],
    ['PUT', collection, {}, 405, 'the server does not allow this method on the requested resource'],
    ['GET', collection, { accept: 'text/html' }, 406, '406: Not Acceptable'],
    ['POST', collection, { 'content-type': 'text/plain' }, 415, 'the body of the request was in an unknown format'],
    ['GET', collection, { authorization: 'Bearer wrong' }, 401, 'Unauthorized'],
    ['GET', collection, { authorization: '' }, 403, 'configmaps is forbidden: User "system:anonymous" cannot list'],
    ['GET', '/secret', { authorization: '' }, 403, 'forbidden: User "system:anonymous" cannot get path "/secret"'],
    ['GET', `${collection}?fieldSelector=spec.x%3D1`, {}, 400, '"spec.x" is not a known field selector'],
    ['GET', '/api/v1/pods?fieldSelector=spec.x%3D1', {}, 400, 'field label not supported: spec.x'],
    ['GET', `${collection}?limit=x`, {}, 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
    ['GET', `${collection}?resourceVersion=x`, {}, 400, 'strconv.ParseUint: parsing "x": invalid syntax'],
    ['GET', `${collection}?resourceVersion=99999999`, {}, 504, 'Too large resource version: 99999999, current:'],
    ['GET', `${collection}?continue=x`, {}, 400, 'continue key is not valid'],
    ['GET', `${collection}?resourceVersionMatch=Exact`, {}, 422, 'unless resourceVersion is provided'],
    ['GET', `${collection}?watch=1&sendInitialEvents=true`, {}, 422, 'sendInitialEvents'],
    [
      'DELETE',
      `${collection}/x?propagationPolicy=Never`,
      {},
      422,
      'supported values: "Foreground", "Background", "Orphan"',
    ],
    ['PATCH', `${collection}/x`, { 'content-type': 'application/json' }, 415, '415: Unsupported Media Type'],
  ])('%s %s %j is a %i', async (method, path, headers, code, message) => {
    const answer = await send(method, path, { headers: headers as Record<string, string> });
    expect(answer.status, answer.text).toBe(code);
    const status = JSON.parse(answer.text) as Status;
    expect(status).toMatchObject({ kind: 'Status', status: 'Failure', code });
    expect(status.message).toContain(message);
  });

  it('refuses bodies over 3 MiB', async () => {
    const body = JSON.stringify({ data: { a: 'x'.repeat(maxBodyBytes) } });
    const answer = await send('POST', collection, { body, headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(answer.text)).toMatchObject({ code: 413, message: 'Request entity too large: limit is 3145728' });
  });
});
