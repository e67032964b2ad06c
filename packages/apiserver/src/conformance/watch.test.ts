import { type KubernetesObject, TestClock } from '@sampan/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './test-server.js';

const collection = '/api/v1/namespaces/default/configmaps';

let server: TestServer;
let clock: TestClock;

beforeEach(async () => {
  clock = new TestClock();
  server = await startTestServer({ clock });
});

afterEach(async () => {
  await server.close();
  expect(server.faults).toEqual([]);
});

const configMap = (name: string, labels: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, labels },
});
const create = async (name: string, labels?: Record<string, string>) =>
  (await server.send('POST', collection, { body: configMap(name, labels) })).json();
const label = (name: string, labels: Record<string, string | null>) =>
  server.send('PATCH', `${collection}/${name}`, {
    body: { metadata: { labels } },
    contentType: 'application/merge-patch+json',
  });

describe('watch', () => {
  it('shows objects enter and leave a selector', async () => {
    const events = server.watch(`${collection}?watch=true&labelSelector=a%3D1`);
    const next = async () => (await events.next()).value;
    const created = await create('x', { a: '1' });
    expect(await next()).toEqual({ type: 'ADDED', object: created });
    const left = (await label('x', { a: '2' })).json<KubernetesObject>();
    const gone = await next();
    expect(gone?.type).toBe('DELETED');
    expect(gone?.object.metadata).toMatchObject({ labels: { a: '1' }, resourceVersion: left.metadata.resourceVersion });
    const back = (await label('x', { a: '1' })).json();
    expect(await next()).toEqual({ type: 'ADDED', object: back });
    const same = (await label('x', { b: '1' })).json();
    expect(await next()).toEqual({ type: 'MODIFIED', object: same });
    events.stop();
  });

  it('goes on after any version it is given', async () => {
    const first = await create('a');
    await create('b');
    await create('c');
    const events = server.watch(`${collection}?watch=true&resourceVersion=${first.metadata.resourceVersion}`);
    expect((await events.next()).value?.object.metadata.name).toBe('b');
    expect((await events.next()).value?.object.metadata.name).toBe('c');
    events.stop();
  });

  it('waits for a version that is still to come, and tells nothing before it', async () => {
    const first = await create('a');
    const future = Number(first.metadata.resourceVersion) + 1;
    const events = server.watch(`${collection}?watch=true&resourceVersion=${future}`);
    const next = events.next();
    await create('b');
    await create('c');
    expect((await next).value).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'c' } } });
    events.stop();
  });

  it('begins with what is there, and tells when that is all', async () => {
    await create('a');
    await create('b');
    const query = 'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const events = server.watch(`${collection}?${query}`);
    expect((await events.next()).value).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'a' } } });
    expect((await events.next()).value).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'b' } } });
    expect((await events.next()).value).toMatchObject({
      type: 'BOOKMARK',
      object: { kind: 'ConfigMap', metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
    });
    await create('c');
    expect((await events.next()).value).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'c' } } });
    events.stop();
  });

  it('sends bookmarks, and ends when its time is up', async () => {
    const { metadata } = await create('a');
    const query = `watch=true&resourceVersion=${metadata.resourceVersion}&allowWatchBookmarks=true&timeoutSeconds=90`;
    const events = server.watch(`${collection}?${query}`);
    const first = events.next();
    await started();
    const other = await server.send('POST', '/api/v1/namespaces', { body: { metadata: { name: 'elsewhere' } } });
    clock.advance(60_000);
    const { resourceVersion } = other.json<KubernetesObject>().metadata;
    expect((await first).value).toMatchObject({ type: 'BOOKMARK', object: { metadata: { resourceVersion } } });
    clock.advance(30_000);
    expect((await events.next()).value).toMatchObject({ type: 'BOOKMARK' });
    expect((await events.next()).done).toBe(true);
  });

  it('tells by a 410 that the past is gone', async () => {
    await create('a');
    await create('b');
    const { store } = server.server.context;
    await store.compact(store.revision);
    const events = server.watch(`${collection}?watch=true&resourceVersion=1`);
    expect((await events.next()).value).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
    expect((await events.next()).done).toBe(true);
  });

  it('ends when the server stops', async () => {
    const events = server.watch(`${collection}?watch=true&resourceVersion=${server.server.context.store.revision}`);
    const next = events.next();
    await started();
    await server.close();
    expect((await next).done).toBe(true);
    server = await startTestServer();
  });
});

/** Lets a watch that was just asked for reach the store. */
async function started(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('a watch of the past', () => {
  it('is told it as fast as it takes it, however much it is', async () => {
    const before = (await server.send('GET', collection)).json();
    const data = { text: 'x'.repeat(1_000_000) };
    for (let count = 0; count < 40; count++) {
      const answer = await server.send('POST', collection, { body: { ...configMap(`large-${count}`), data } });
      expect(answer.status).toBe(201);
    }
    const events = server.watch(`${collection}?watch=true&resourceVersion=${before.metadata.resourceVersion}`);
    const names: unknown[] = [];
    while (names.length < 40) {
      const { value, done } = await events.next();
      if (done) break;
      names.push(value.object.metadata.name);
    }
    expect(names).toEqual(Array.from({ length: 40 }, (_, index) => `large-${index}`));
    events.stop();
  });
});
