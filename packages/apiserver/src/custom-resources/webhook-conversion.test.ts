import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { KubernetesObject } from '@sampan/api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { define, definitions, objectOf, widgetDefinition } from '../conformance/custom-resources.js';
import { selfSigned } from '../conformance/self-signed.js';
import { startTestServer, type TestServer } from '../conformance/test-server.js';

interface Review {
  apiVersion: string;
  kind: string;
  request: { uid: string; desiredAPIVersion: string; objects: Widget[] };
}

interface Widget extends KubernetesObject {
  spec?: { host?: string; port?: number; address?: string };
}

type Answer = (review: Review) => object;

/** `host` and `port` of v1 are the `address` of v2. */
function convert({ apiVersion, kind, request }: Review): object {
  const convertedObjects = request.objects.map((object) => ({
    ...object,
    apiVersion: request.desiredAPIVersion,
    spec:
      object.spec === undefined
        ? undefined
        : request.desiredAPIVersion.endsWith('/v2')
          ? joined(object)
          : split(object),
  }));
  return { apiVersion, kind, response: { uid: request.uid, result: { status: 'Success' }, convertedObjects } };
}

function joined({ spec: { host, port, address } = {} }: Widget): object {
  return { address: address ?? `${host}:${port}` };
}

function split({ spec: { address = '' } = {} }: Widget): object {
  const [host, port] = address.split(':');
  return { host, port: Number(port) };
}

const first = '/apis/example.com/v1/namespaces/default/widgets';
const second = first.replace('/v1/', '/v2/');

let server: TestServer;
let webhook: https.Server;
let caBundle: string;
let answer: Answer = convert;
let reviews: Review[] = [];

beforeAll(async () => {
  const { cert, key } = await selfSigned('127.0.0.1');
  caBundle = Buffer.from(cert).toString('base64');
  webhook = https.createServer({ cert, key }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const review = JSON.parse(Buffer.concat(chunks).toString()) as Review;
      reviews.push(review);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer(review)));
    });
  });
  await new Promise<void>((resolve) => webhook.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise((resolve) => webhook.close(resolve)));

beforeEach(async () => {
  reviews = [];
  answer = convert;
  server = await startTestServer();
});
afterEach(async () => {
  await server.close();
  expect(server.faults).toEqual([]);
});

function converted(
  clientConfig: object = { url: `https://127.0.0.1:${(webhook.address() as AddressInfo).port}/convert`, caBundle },
) {
  return widgetDefinition(
    {
      v1: objectOf({ spec: objectOf({ host: { type: 'string' }, port: { type: 'integer' } }) }),
      v2: objectOf({ spec: objectOf({ address: { type: 'string' } }) }),
    },
    { conversion: { strategy: 'Webhook', webhook: { clientConfig, conversionReviewVersions: ['v1'] } } },
  );
}

function widget(name: string, version: string, spec: object): Widget {
  return { apiVersion: `example.com/${version}`, kind: 'Widget', metadata: { name }, spec };
}

describe('a webhook that converts', () => {
  it('is asked when objects are written and read in another version than the stored one', async () => {
    await define(server, converted());
    const created = await server.send('POST', second, { body: widget('a', 'v2', { address: 'h:1' }) });
    expect(created.json()).toMatchObject({ apiVersion: 'example.com/v2', spec: { address: 'h:1' } });
    expect(reviews[0]).toMatchObject({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'ConversionReview',
      request: {
        desiredAPIVersion: 'example.com/v1',
        objects: [{ apiVersion: 'example.com/v2', spec: { address: 'h:1' } }],
      },
    });
    expect((await server.send('GET', `${first}/a`)).json()).toMatchObject({
      apiVersion: 'example.com/v1',
      spec: { host: 'h', port: 1 },
    });
    const asked = reviews.length;
    expect((await server.send('GET', `${second}/a`)).json()).toMatchObject({ spec: { address: 'h:1' } });
    expect(reviews).toHaveLength(asked);
  });

  it('converts lists at once, tables, patches, and what watchers see', async () => {
    await define(server, converted());
    await server.send('POST', first, { body: widget('a', 'v1', { host: 'a', port: 1 }) });
    await server.send('POST', first, { body: widget('b', 'v1', { host: 'b', port: 2 }) });
    expect(reviews).toEqual([]);
    const watch = server.watch(`${second}?watch=true`);
    expect((await watch.next()).value).toMatchObject({ type: 'ADDED', object: { spec: { address: 'a:1' } } });
    expect((await watch.next()).value).toMatchObject({ type: 'ADDED', object: { spec: { address: 'b:2' } } });
    expect(reviews).toHaveLength(1);
    const list = (await server.send('GET', second)).json<KubernetesObject & { items: Widget[] }>();
    expect(list.items.map(({ spec }) => spec?.address)).toEqual(['a:1', 'b:2']);
    const contentType = 'application/merge-patch+json';
    const patched = await server.send('PATCH', `${second}/a`, { body: { spec: { address: 'c:3' } }, contentType });
    expect(patched.json()).toMatchObject({ spec: { address: 'c:3' }, metadata: { generation: 2 } });
    expect((await watch.next()).value).toMatchObject({ type: 'MODIFIED', object: { spec: { address: 'c:3' } } });
    expect((await server.send('GET', `${first}/a`)).json()).toMatchObject({ spec: { host: 'c', port: 3 } });
    await server.send('DELETE', `${second}/b`);
    expect((await watch.next()).value).toMatchObject({ type: 'DELETED', object: { spec: { address: 'b:2' } } });
    watch.stop();
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
    expect((await server.send('GET', second, { headers: { accept } })).json()).toMatchObject({
      rows: [{ cells: ['a', expect.any(String)] }],
    });
  });

  it('brings along what was stored before another version became the stored one', async () => {
    await define(server, converted());
    await server.send('POST', first, { body: widget('a', 'v1', { host: 'a', port: 1 }) });
    const url = `${definitions}/widgets.example.com`;
    const crd = (await server.send('GET', url)).json<ReturnType<typeof converted>>();
    for (const version of crd.spec.versions) version.storage = version.name === 'v2';
    expect((await server.send('PUT', url, { body: crd })).status).toBe(200);
    await expect
      .poll(async () => (await server.send('GET', `${second}/a`)).json<Widget>().spec)
      .toEqual({ address: 'a:1' });
    expect((await server.send('GET', `${first}/a`)).json()).toMatchObject({ spec: { host: 'a', port: 1 } });
    const contentType = 'application/merge-patch+json';
    await server.send('PATCH', `${first}/a`, { body: { spec: { port: 7 } }, contentType });
    const stored = server.server.context.store.get('/registry/example.com/widgets/default/a');
    expect(JSON.parse(String(stored?.bytes))).toMatchObject({ apiVersion: 'example.com/v2', spec: { address: 'a:7' } });
  });
});

describe('a webhook that does not', () => {
  const failed = 'conversion webhook for example.com/v2, Kind=Widget';
  it.each<[string, Answer, string]>([
    [
      'refuses',
      ({ apiVersion, kind, request: { uid } }) => ({
        apiVersion,
        kind,
        response: { uid, result: { status: 'Failure', message: 'no' } },
      }),
      `${failed} failed: no`,
    ],
    [
      'answers something else',
      () => ({ kind: 'Other' }),
      `${failed} failed: expected webhook response of apiextensions.k8s.io/v1, Kind=ConversionReview, got , Kind=Other`,
    ],
    [
      'answers another request',
      (review) => ({ ...convert(review), response: { uid: 'x' } }),
      `${failed} failed: expected response.uid=`,
    ],
    [
      'loses objects',
      ({ apiVersion, kind, request: { uid } }) => ({
        apiVersion,
        kind,
        response: { uid, result: { status: 'Success' }, convertedObjects: [] },
      }),
      `${failed} returned 0 objects, expected 1`,
    ],
    [
      'renames objects',
      (review) => {
        review.request.objects = review.request.objects.map((object) => ({
          ...object,
          metadata: { ...object.metadata, name: 'z' },
        }));
        return convert(review);
      },
      `${failed} returned invalid converted object at index 0: must have the same name: a != z`,
    ],
  ])('%s is blamed', async (_, answers, message) => {
    await define(server, converted());
    answer = answers;
    const refused = await server.send('POST', second, { body: widget('a', 'v2', { address: 'h:1' }) });
    expect(refused.failure()).toMatchObject({ code: 500, message: expect.stringContaining(message) });
    expect((await server.send('GET', `${first}/a`)).status).toBe(404);
  });

  it.each([
    [
      'show who it is',
      () => ({ url: `https://127.0.0.1:${(webhook.address() as AddressInfo).port}/` }),
      'x509: certificate signed by unknown authority',
    ],
    [
      'be reached',
      () => ({ url: 'https://127.0.0.1:1/' }),
      'Post "https://127.0.0.1:1/?timeout=30s": dial tcp 127.0.0.1:1: connect: connection refused',
    ],
    [
      'be found',
      () => ({ service: { namespace: 'default', name: 'nobody' } }),
      'Post "https://nobody.default.svc:443/?timeout=30s": service "nobody" not found',
    ],
  ])('%s is blamed', async (_, client, message) => {
    await define(server, converted(client()));
    const refused = await server.send('POST', second, { body: widget('a', 'v2', { address: 'h:1' }) });
    expect(refused.failure()).toMatchObject({ code: 500, message: expect.stringContaining(message) });
  });
});
