import type { KubernetesObject, Pod } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './test-server.js';

const configMaps = '/api/v1/namespaces/default/configmaps';
const pods = '/api/v1/namespaces/default/pods';
const mergePatch = 'application/merge-patch+json';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  await server.send('POST', '/api/v1/namespaces/default/serviceaccounts', { body: { metadata: { name: 'default' } } });
});

afterAll(async () => {
  await server.close();
  expect(server.faults).toEqual([]);
});

const create = (name: string, more: object = {}) =>
  server.send('POST', configMaps, { body: { metadata: { name }, ...more } });

describe('names', () => {
  it('generates them', async () => {
    const body = { metadata: { generateName: `${'a'.repeat(70)}-` } };
    const { metadata } = (await server.send('POST', configMaps, { body })).json();
    expect(metadata.name).toMatch(/^a{58}[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  it('gives up when all that it generates are taken', async () => {
    const unlucky = await startTestServer({ random: { uuid: () => crypto.randomUUID(), below: () => 0 } });
    const body = { metadata: { generateName: 'x-' } };
    expect((await unlucky.send('POST', configMaps, { body })).json().metadata.name).toBe('x-bbbbb');
    const failure = (await unlucky.send('POST', configMaps, { body })).failure();
    expect(failure).toMatchObject({ code: 409, reason: 'AlreadyExists' });
    expect(failure.message).toContain('the server was not able to generate a unique name for the object');
    await unlucky.close();
  });

  it('are generated before the object is worked on: what was taken leaves no trace', async () => {
    const turns = [0, 0, 1];
    let drawn = 0;
    const below = () => turns[Math.floor(drawn++ / 5)] ?? 1;
    const lucky = await startTestServer({ random: { uuid: () => crypto.randomUUID(), below } });
    const body = { metadata: { generateName: 'x-', labels: { a: 'b' } } };
    drawn = 0;
    const first = (await lucky.send('POST', configMaps, { body })).json();
    const second = (await lucky.send('POST', configMaps, { body })).json();
    expect([first.metadata.name, second.metadata.name]).toEqual(['x-bbbbb', 'x-ccccc']);
    expect(second.metadata).toMatchObject({ labels: { a: 'b' } });
    expect(second.metadata.uid).not.toBe(first.metadata.uid);
    await lucky.close();
  });

  it('are checked against the URL', async () => {
    await create('named');
    const put = (metadata: object) => server.send('PUT', `${configMaps}/named`, { body: { metadata } });
    expect((await put({ name: 'other' })).failure().message).toBe(
      'the name of the object (other) does not match the name on the URL (named)',
    );
    expect((await put({ name: 'named', namespace: 'other' })).failure().message).toBe(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
    const body = { metadata: { name: 'other' } };
    const patched = await server.send('PATCH', `${configMaps}/named`, { body, contentType: mergePatch });
    expect(patched.failure()).toMatchObject({ code: 400 });
  });
});

describe('concurrent writers', () => {
  it('do not stand in one another’s way when they patch', async () => {
    await create('contended');
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, index) =>
        server.send('PATCH', `${configMaps}/contended`, {
          body: { data: { [`key-${index}`]: 'x' } },
          contentType: mergePatch,
        }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const { data } = (await server.send('GET', `${configMaps}/contended`)).json<KubernetesObject & { data: object }>();
    expect(Object.keys(data)).toHaveLength(64);
  });

  it('are told of conflicts when they say which version they mean', async () => {
    const { metadata } = (await create('versioned')).json();
    const body = { metadata: { resourceVersion: metadata.resourceVersion }, data: { a: 'b' } };
    const patch = () => server.send('PATCH', `${configMaps}/versioned`, { body, contentType: mergePatch });
    expect((await patch()).status).toBe(200);
    expect((await patch()).failure().message).toBe(
      'Operation cannot be fulfilled on configmaps "versioned": the object has been modified; please apply your changes to the latest version and try again',
    );
  });

  it('can read what they lost to as soon as they are told', async () => {
    const path = `${configMaps}/raced`;
    const race = (write: (index: number) => ReturnType<typeof create>) =>
      Promise.all(
        Array.from({ length: 8 }, async (_, index) => {
          const { status } = await write(index);
          return { status, seen: (await server.send('GET', path)).json().metadata?.resourceVersion };
        }),
      );
    const created = await race(() => create('raced'));
    const first = created[0]?.seen;
    expect(created.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
    expect(new Set(created.map(({ seen }) => seen))).toEqual(new Set([first]));
    const updated = await race((index) => {
      const body = { metadata: { name: 'raced', resourceVersion: first }, data: { winner: `${index}` } };
      return server.send('PUT', path, { body });
    });
    expect(updated.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(409)]);
    expect(updated.map(({ seen }) => seen)).not.toContain(first);
  });
});

describe('a PUT of a kind that it can create', () => {
  const leases = '/apis/coordination.k8s.io/v1/namespaces/default/leases';
  const lease = (metadata: object) => ({ body: { metadata, spec: { holderIdentity: 'me' } } });

  it('creates, whatever version it names', async () => {
    const put = await server.send('PUT', `${leases}/new`, lease({ name: 'new', resourceVersion: '1' }));
    expect(put.status).toBe(201);
  });

  it('tells whoever means one that was there that it is gone', async () => {
    const { metadata } = (await server.send('POST', leases, lease({ name: 'gone' }))).json();
    await server.send('DELETE', `${leases}/gone`);
    const { uid, resourceVersion } = metadata;
    const failure = (
      await server.send('PUT', `${leases}/gone`, lease({ name: 'gone', uid, resourceVersion }))
    ).failure();
    expect(failure).toMatchObject({ code: 409, reason: 'Conflict' });
    expect(failure.message).toBe(
      `Operation cannot be fulfilled on leases.coordination.k8s.io "gone": StorageError: invalid object, Code: 4, Key: /registry/leases/default/gone, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: `,
    );
  });
});

describe('deletion', () => {
  it('answers with a Status', async () => {
    const { metadata } = (await create('gone')).json();
    const answer = (await server.send('DELETE', `${configMaps}/gone`)).json();
    expect(answer).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name: 'gone', kind: 'configmaps', uid: metadata.uid },
    });
  });

  it('indents the Status for people', async () => {
    await create('gone');
    const headers = { 'user-agent': 'curl/7.88.1' };
    expect((await server.send('DELETE', `${configMaps}/gone`, { headers })).text).toContain('\n  "kind": "Status",\n');
  });

  it('warns who leaves open what becomes of the Pods of a Job', async () => {
    const url = '/apis/batch/v1/namespaces/default/jobs';
    const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'x' }] } };
    await server.send('POST', url, { body: { metadata: { name: 'left' }, spec: { template } } });
    const dryRun = (query: string) => server.send('DELETE', `${url}/left?dryRun=All${query}`);
    expect((await dryRun('')).headers.warning).toEqual([
      '299 - "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning"',
    ]);
    for (const policy of ['propagationPolicy=Orphan', 'propagationPolicy=Background', 'orphanDependents=true']) {
      expect((await dryRun(`&${policy}`)).headers.warning).toBeUndefined();
    }
    const all = await server.send('DELETE', `${url}?dryRun=All`);
    expect(String(all.headers.warning)).toContain('child pods are preserved');
  });

  it('keeps a namespace until its content is gone, without a grace period', async () => {
    const url = '/api/v1/namespaces/leaving';
    await server.send('POST', '/api/v1/namespaces', { body: { metadata: { name: 'leaving' } } });
    const first = (await server.send('DELETE', url)).json();
    expect(first).toMatchObject({
      metadata: { deletionTimestamp: expect.any(String) },
      status: { phase: 'Terminating' },
    });
    expect(first.metadata).not.toHaveProperty('deletionGracePeriodSeconds');
    expect((await server.send('DELETE', url)).json()).toEqual(first);
  });

  it('has finalizers of a namespace replaced, and neither read nor patched by themselves', async () => {
    const url = '/api/v1/namespaces/default/finalize';
    const answers = [
      await server.send('GET', url),
      await server.send('PATCH', url, { contentType: mergePatch, body: {} }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([405, 405]);
    const { resources } = (await server.send('GET', '/api/v1')).json<{
      resources: { name: string; verbs: string[] }[];
    }>();
    expect(resources.find(({ name }) => name === 'namespaces/finalize')?.verbs).toEqual(['update']);
  });

  it('checks preconditions', async () => {
    await create('precious');
    const remove = (preconditions: object) =>
      server.send('DELETE', `${configMaps}/precious`, { body: { preconditions } });
    expect((await remove({ uid: 'other' })).failure().message).toContain(
      'the UID in the precondition (other) does not match the UID in record',
    );
    expect((await remove({ resourceVersion: '1' })).failure().message).toContain(
      'the ResourceVersion in the precondition (1) does not match the ResourceVersion in record',
    );
  });

  it.each([
    ['Foreground', ['foregroundDeletion']],
    ['Orphan', ['orphan']],
  ])('with propagationPolicy %s leaves the rest to the garbage collector', async (propagationPolicy, finalizers) => {
    const url = `${configMaps}/owner-${propagationPolicy.toLowerCase()}`;
    await create(`owner-${propagationPolicy.toLowerCase()}`);
    await server.send('DELETE', url, { body: { propagationPolicy } });
    const { metadata } = (await server.send('GET', url)).json();
    expect(metadata).toMatchObject({ finalizers, deletionGracePeriodSeconds: 0 });
    const added = { metadata: { finalizers: [...finalizers, 'example.com/new'] } };
    const refused = (await server.send('PATCH', url, { body: added, contentType: mergePatch })).failure();
    expect(refused.message).toContain('no new finalizers can be added if the object is being deleted');
    await server.send('PATCH', url, { body: { metadata: { finalizers: null } }, contentType: mergePatch });
    expect((await server.send('GET', url)).status).toBe(404);
  });

  it('gives Pods on nodes their grace period, which can only be shortened', async () => {
    const body = { metadata: { name: 'graceful' }, spec: { nodeName: 'n', containers: [{ name: 'c', image: 'i' }] } };
    expect((await server.send('POST', pods, { body })).status).toBe(201);
    const url = `${pods}/graceful`;
    const remove = async (options: object) =>
      (await server.send('DELETE', url, { body: options })).json<Pod>().metadata;
    expect((await remove({})).deletionGracePeriodSeconds).toBe(30);
    expect((await remove({ gracePeriodSeconds: 60 })).deletionGracePeriodSeconds).toBe(30);
    expect((await remove({ gracePeriodSeconds: 5 })).deletionGracePeriodSeconds).toBe(5);
    await remove({ gracePeriodSeconds: 0 });
    expect((await server.send('GET', url)).status).toBe(404);
  });
});

describe('lists', () => {
  it('show one revision on all pages, until it is forgotten', async () => {
    const collection = '/api/v1/namespaces/kube-public/configmaps';
    const add = (name: string) => server.send('POST', collection, { body: { metadata: { name } } });
    for (const name of ['a', 'b', 'c', 'd']) await add(name);
    interface Page {
      metadata: { continue: string; resourceVersion: string; remainingItemCount?: number };
      items: KubernetesObject[];
    }
    const first = (await server.send('GET', `${collection}?limit=2`)).json<Page>();
    expect(first.metadata.remainingItemCount).toBe(2);
    await add('bb');
    const second = (await server.send('GET', `${collection}?limit=2&continue=${first.metadata.continue}`)).json<Page>();
    expect(second.items.map(({ metadata }) => metadata.name)).toEqual(['c', 'd']);
    expect(second.metadata).toEqual({ resourceVersion: first.metadata.resourceVersion });
    const { store } = server.server.context;
    await store.compact(store.revision);
    const late = (await server.send('GET', `${collection}?limit=2&continue=${first.metadata.continue}`)).failure();
    expect(late).toMatchObject({ code: 410, reason: 'Expired' });
    const rest = await server.send('GET', `${collection}?limit=9&continue=${late.metadata?.continue}`);
    expect(rest.json<Page>().items.map(({ metadata }) => metadata.name)).toEqual(['bb', 'c', 'd']);
  });
});
