import https from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCluster, type TestCluster } from './support/cluster.js';
import { call } from './support/http.js';

const collection = '/api/v1/namespaces/default/configmaps';

function configMap(name: string, data: Record<string, string> = { a: 'b' }, labels: Record<string, string> = {}) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, data };
}

/** What people do with curl and a token. */
describe('the REST endpoints', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
  }, 120_000);
  afterAll(() => cluster?.destroy(), 120_000);

  it('creates, reads, lists, replaces, patches and deletes', async () => {
    const created = await call(cluster, collection, { method: 'POST', body: configMap('one') });
    expect(created.status).toBe(201);
    expect(created.json).toMatchObject({
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: { name: 'one', namespace: 'default' },
    });
    expect(created.json.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);

    const read = await call(cluster, `${collection}/one`);
    expect(read.json).toEqual(created.json);

    const list = await call(cluster, collection);
    expect(list.json).toMatchObject({ kind: 'ConfigMapList', apiVersion: 'v1' });
    expect(Number(list.json.metadata.resourceVersion)).toBeGreaterThanOrEqual(
      Number(created.json.metadata.resourceVersion),
    );

    const replaced = await call(cluster, `${collection}/one`, {
      method: 'PUT',
      body: { ...created.json, data: { a: 'c' } },
    });
    expect(replaced.status).toBe(200);
    const stale = await call(cluster, `${collection}/one`, {
      method: 'PUT',
      body: { ...created.json, data: { a: 'd' } },
    });
    expect(stale.status).toBe(409);
    expect(stale.json).toMatchObject({
      kind: 'Status',
      status: 'Failure',
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on configmaps "one": the object has been modified; please apply your changes to the latest version and try again',
    });

    for (const [type, body] of [
      ['application/merge-patch+json', { data: { merge: 'x' } }],
      ['application/strategic-merge-patch+json', { data: { strategic: 'x' } }],
      ['application/json-patch+json', [{ op: 'add', path: '/data/json', value: 'x' }]],
    ] as const) {
      const patched = await call(cluster, `${collection}/one`, {
        method: 'PATCH',
        body,
        headers: { 'content-type': type },
      });
      expect(patched.status).toBe(200);
    }
    expect((await call(cluster, `${collection}/one`)).json.data).toEqual({
      a: 'c',
      merge: 'x',
      strategic: 'x',
      json: 'x',
    });

    const deleted = await call(cluster, `${collection}/one`, { method: 'DELETE' });
    expect(deleted.json).toMatchObject({
      kind: 'Status',
      status: 'Success',
      details: { name: 'one', kind: 'configmaps' },
    });
    const gone = await call(cluster, `${collection}/one`);
    expect(gone.status).toBe(404);
    expect(gone.json).toMatchObject({ reason: 'NotFound', message: 'configmaps "one" not found', code: 404 });
  });

  it('pages through a list that shows one moment', async () => {
    for (let index = 0; index < 7; index++) {
      await call(cluster, collection, { method: 'POST', body: configMap(`page-${index}`, {}, { page: 'yes' }) });
    }
    const names: string[] = [];
    let query = 'labelSelector=page%3Dyes&limit=3';
    let pages = 0;
    for (;;) {
      const page = (await call(cluster, `${collection}?${query}`)).json;
      names.push(...page.items.map((item: { metadata: { name: string } }) => item.metadata.name));
      pages++;
      if (pages === 1) await call(cluster, `${collection}/page-6`, { method: 'DELETE' });
      if (!page.metadata.continue) break;
      query = `labelSelector=page%3Dyes&limit=3&continue=${encodeURIComponent(page.metadata.continue)}`;
    }
    expect(names).toEqual([0, 1, 2, 3, 4, 5, 6].map((index) => `page-${index}`));
    expect(pages).toBe(3);
  });

  it('watches from a revision on', async () => {
    const { resourceVersion } = (await call(cluster, collection)).json.metadata;
    const events = watch(cluster, `${collection}?watch=1&resourceVersion=${resourceVersion}&labelSelector=w%3D1`);
    await call(cluster, collection, { method: 'POST', body: configMap('unseen') });
    await call(cluster, collection, { method: 'POST', body: configMap('seen', {}, { w: '1' }) });
    await call(cluster, `${collection}/seen`, {
      method: 'PATCH',
      body: { metadata: { labels: { w: null } } },
      headers: { 'content-type': 'application/merge-patch+json' },
    });
    const seen = await events.take(2);
    expect(seen.map((event) => [event.type, event.object.metadata.name])).toEqual([
      ['ADDED', 'seen'],
      ['DELETED', 'seen'],
    ]);
    events.close();
  });

  it('refuses the past that it has forgotten', async () => {
    const answer = await call(cluster, `${collection}?resourceVersion=999999999&resourceVersionMatch=Exact`);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(600);
    expect(answer.json.kind).toBe('Status');
  });

  it('tells anonymous callers what Kubernetes tells them', async () => {
    const anonymous = (path: string) => call(cluster, path, { authenticated: false });
    expect((await anonymous('/version')).status).toBe(200);
    expect((await anonymous('/livez')).text).toBe('ok');
    const refused = await anonymous('/api/v1/namespaces/default/pods');
    expect(refused.status).toBe(403);
    expect(refused.json.message).toBe(
      'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" in the namespace "default"',
    );
    const wrong = await call(cluster, '/api', { authenticated: false, headers: { authorization: 'Bearer nonsense' } });
    expect(wrong.status).toBe(401);
    expect(wrong.json).toMatchObject({ kind: 'Status', reason: 'Unauthorized', code: 401 });
  });

  it('describes itself', async () => {
    expect((await call(cluster, '/version')).json.gitVersion).toMatch(/^v1\.\d+\.\d+\+sampan/);
    expect((await call(cluster, '/api')).json.versions).toEqual(['v1']);
    const groups = (await call(cluster, '/apis')).json.groups.map((group: { name: string }) => group.name);
    expect(groups).toEqual(expect.arrayContaining(['apps', 'rbac.authorization.k8s.io', 'coordination.k8s.io']));
    const v3 = (await call(cluster, '/openapi/v3')).json.paths;
    expect(Object.keys(v3)).toEqual(expect.arrayContaining(['api/v1', 'apis/apps/v1']));
    const document = await call(cluster, v3['apis/apps/v1'].serverRelativeURL);
    expect(Object.keys(document.json.components.schemas)).toContain('io.k8s.api.apps.v1.Deployment');
    expect((await call(cluster, '/metrics')).text).toContain('apiserver_request_total');
  });
});

interface WatchEvent {
  type: string;
  object: { metadata: { name: string } };
}

/** Reads a watch line by line. */
function watch(cluster: TestCluster, path: string): { take(count: number): Promise<WatchEvent[]>; close(): void } {
  const events: WatchEvent[] = [];
  const waiting: (() => void)[] = [];
  let buffer = '';
  const request = https.get(
    `${cluster.server}${path}`,
    { ca: cluster.ca, agent: false, headers: { authorization: `Bearer ${cluster.token}` } },
    (response) => {
      response.setEncoding('utf8');
      response.on('error', () => {});
      response.on('data', (chunk: string) => {
        const lines = (buffer + chunk).split('\n');
        buffer = lines.pop() ?? '';
        events.push(...lines.map((line) => JSON.parse(line) as WatchEvent));
        for (const wake of waiting.splice(0)) wake();
      });
    },
  );
  request.on('error', () => {});
  return {
    take: async (count) => {
      while (events.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
      return events.splice(0, count);
    },
    close: () => request.destroy(),
  };
}
