import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CustomResourceDefinition, KubernetesObject, Schema } from '@sampan/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  define,
  definitions,
  objectOf,
  removeDefinition,
  untilCondition,
  widgetDefinition,
} from '../conformance/custom-resources.js';
import { startTestServer, type TestServer } from '../conformance/test-server.js';
import { sqliteBackend } from '../store/sqlite.js';

const widgets = '/apis/example.com/v1/namespaces/default/widgets';
const mergePatch = 'application/merge-patch+json';
const simple = objectOf({ spec: objectOf({ size: { type: 'integer', default: 3 }, color: { type: 'string' } }) });

function widget(name: string, fields: object = {}, version = 'v1'): KubernetesObject {
  return { apiVersion: `example.com/${version}`, kind: 'Widget', metadata: { name }, ...fields };
}

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(async () => {
  await server.close();
  expect(server.faults).toEqual([]);
});

describe('a definition', () => {
  it('has its names accepted, and is served when it says so', async () => {
    const crd = await define(server, widgetDefinition({ v1: simple }));
    expect(crd.status).toMatchObject({
      acceptedNames: { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' },
      conditions: [
        { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' },
        { type: 'Established', status: 'True', reason: 'InitialNamesAccepted' },
      ],
      storedVersions: ['v1'],
    });
    const list = (await server.send('GET', widgets)).json();
    expect(list).toMatchObject({ kind: 'WidgetList', apiVersion: 'example.com/v1', items: [] });
  });

  it('gets no name that another has, until that one is gone', async () => {
    await define(server, widgetDefinition({ v1: simple }));
    const names = { plural: 'gadgets', singular: 'gadget', kind: 'Widget', listKind: 'GadgetList' };
    const second = widgetDefinition({ v1: simple }, { names });
    const refused = await define(server, second, { type: 'NamesAccepted', status: 'False' });
    expect(refused.status?.conditions).toMatchObject([
      { type: 'NamesAccepted', status: 'False', reason: 'KindConflict', message: '"Widget" is already in use' },
      { type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' },
    ]);
    expect((await server.send('GET', '/apis/example.com/v1/namespaces/default/gadgets')).status).toBe(404);
    await removeDefinition(server, 'widgets.example.com');
    await untilCondition(server, 'gadgets.example.com', { type: 'Established', status: 'True' });
    expect((await server.send('GET', '/apis/example.com/v1/namespaces/default/gadgets')).status).toBe(200);
  });

  it('remembers in which versions objects may be stored', async () => {
    await define(server, widgetDefinition({ v1: simple }));
    const url = `${definitions}/widgets.example.com`;
    const crd = (await server.send('GET', url)).json<CustomResourceDefinition>();
    crd.spec.versions = widgetDefinition({ v2: simple, v1: simple }).spec.versions;
    const changed = await server.send('PUT', url, { body: crd });
    expect(changed.json()).toMatchObject({ metadata: { generation: 2 }, status: { storedVersions: ['v1', 'v2'] } });
    crd.spec.versions = crd.spec.versions.slice(0, 1);
    delete crd.metadata.resourceVersion;
    expect((await server.send('PUT', url, { body: crd })).failure().message).toContain(
      'status.storedVersions[0]: Invalid value: "v1": missing from spec.versions',
    );
  });

  it('goes after its instances, and takes everything with it', async () => {
    await define(server, widgetDefinition({ v1: simple }));
    const held = { metadata: { name: 'held', finalizers: ['example.com/hold'] } };
    await server.send('POST', widgets, { body: { ...widget('held'), ...held } });
    await server.send('POST', widgets, { body: widget('free') });
    const watch = server.watch(`${widgets}?watch=true`);
    const seen: string[] = [];
    const ended = (async () => {
      for await (const { type, object } of watch) seen.push(`${type} ${object.metadata.name}`);
    })();
    const deleted = await server.send('DELETE', `${definitions}/widgets.example.com`);
    expect(deleted.json()).toMatchObject({
      metadata: { finalizers: ['customresourcecleanup.apiextensions.k8s.io'] },
      status: { conditions: expect.arrayContaining([expect.objectContaining({ reason: 'InstanceDeletionPending' })]) },
    });
    await untilCondition(server, 'widgets.example.com', { type: 'Terminating', status: 'True' });
    await expect.poll(async () => (await server.send('GET', `${widgets}/free`)).status).toBe(404);
    expect((await server.send('POST', widgets, { body: widget('late') })).failure()).toMatchObject({
      code: 405,
      message: 'create not allowed while custom resource definition is terminating',
    });
    const gone = server.watch(`${definitions}?watch=true`);
    const released = await server.send('PATCH', `${widgets}/held`, {
      body: { metadata: { finalizers: null } },
      contentType: mergePatch,
    });
    expect(released.status).toBe(200);
    for await (const { type } of gone) if (type === 'DELETED') break;
    gone.stop();
    await ended;
    expect(seen.filter((event) => event.startsWith('DELETED')).sort()).not.toContain('DELETED late');
    expect((await server.send('GET', widgets)).status).toBe(404);
    expect(server.server.context.store.count('/registry/example.com/')).toBe(0);
    await define(server, widgetDefinition({ v1: simple }));
    expect((await server.send('GET', widgets)).json()).toMatchObject({ items: [] });
  });

  it('is served right after a start', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'sampan-custom-'));
    const file = path.join(folder, 'state.db');
    const first = await startTestServer({ backend: sqliteBackend({ file }) });
    await define(first, widgetDefinition({ v1: simple }));
    await first.send('POST', widgets, { body: widget('a', { spec: {} }) });
    await first.close();
    const second = await startTestServer({ backend: sqliteBackend({ file }) });
    expect((await second.send('GET', `${widgets}/a`)).json()).toMatchObject({ kind: 'Widget', spec: { size: 3 } });
    await second.close();
    await rm(folder, { recursive: true });
  });
});

describe('an object of a custom resource', () => {
  it('is pruned, filled in, counted and kept by name like any other', async () => {
    await define(server, widgetDefinition({ v1: simple }));
    const created = await server.send('POST', widgets, { body: widget('a', { spec: { color: 'red', foo: 1 } }) });
    expect(created.json()).toMatchObject({ spec: { color: 'red', size: 3 }, metadata: { generation: 1 } });
    expect(created.text).not.toContain('foo');
    const strict = await server.send('POST', `${widgets}?fieldValidation=Strict`, { body: widget('b', { foo: 1 }) });
    expect(strict.failure().message).toBe(
      'Widget in version "v1" cannot be handled as a Widget: strict decoding error: unknown field "foo"',
    );
    const changed = await server.send('PATCH', `${widgets}/a`, {
      body: { spec: { size: 4 } },
      contentType: mergePatch,
    });
    expect(changed.json()).toMatchObject({ metadata: { generation: 2 } });
    const status = await server.send('PATCH', `${widgets}/a`, { body: { status: { x: 1 } }, contentType: mergePatch });
    expect(status.json<KubernetesObject & { status?: unknown }>().status).toBeUndefined();
    expect((await server.send('DELETE', `${widgets}/a`)).json()).toMatchObject({ kind: 'Status', status: 'Success' });
  });

  it('shows its defaults, even those that came after it, and drops what its definition has dropped', async () => {
    await define(server, widgetDefinition({ v1: simple }));
    await server.send('POST', widgets, { body: widget('a', { spec: { color: 'red' } }) });
    const url = `${definitions}/widgets.example.com`;
    const crd = (await server.send('GET', url)).json<CustomResourceDefinition>();
    const shape = { type: 'string', default: 'round' } as const;
    crd.spec.versions = widgetDefinition({ v1: objectOf({ spec: objectOf({ shape }) }) }).spec.versions;
    const watch = server.watch(`${widgets}?watch=true`);
    expect((await watch.next()).value).toMatchObject({ type: 'ADDED' });
    expect((await server.send('PUT', url, { body: crd })).status).toBe(200);
    expect((await watch.next()).done).toBe(true);
    expect((await server.send('GET', `${widgets}/a`)).json()).toMatchObject({ spec: { shape: 'round' } });
    const list = (await server.send('GET', widgets)).json<KubernetesObject & { items: { spec: object }[] }>();
    expect(list.items[0]?.spec).toEqual({ shape: 'round' });
    await server.send('PATCH', `${widgets}/a`, { body: { metadata: { labels: { a: 'b' } } }, contentType: mergePatch });
    expect((await server.send('GET', `${widgets}/a`)).json<{ spec: object } & KubernetesObject>().spec).toEqual({
      shape: 'round',
    });
  });

  it('is served in every version, with rules and columns of its own', async () => {
    const size = { type: 'integer', maximum: 5 } as const;
    const crd = widgetDefinition({
      v1: objectOf({ spec: objectOf({ size: { type: 'integer' } }) }),
      v2: {
        schema: { openAPIV3Schema: objectOf({ spec: objectOf({ size }) }) },
        additionalPrinterColumns: [{ name: 'Size', type: 'integer', jsonPath: '.spec.size' }],
        selectableFields: [{ jsonPath: '.spec.size' }],
      },
      v1beta1: { schema: { openAPIV3Schema: objectOf({}) }, deprecated: true },
    });
    await define(server, crd);
    const second = widgets.replace('/v1/', '/v2/');
    expect((await server.send('POST', widgets, { body: widget('a', { spec: { size: 9 } }) })).status).toBe(201);
    expect((await server.send('GET', `${second}/a`)).json()).toMatchObject({
      apiVersion: 'example.com/v2',
      spec: { size: 9 },
    });
    const refused = await server.send('POST', second, { body: widget('b', { spec: { size: 9 } }, 'v2') });
    expect(refused.failure().message).toBe(
      'Widget.example.com "b" is invalid: spec.size: Invalid value: 9: spec.size in body should be less than or equal to 5',
    );
    await server.send('POST', second, { body: widget('c', { spec: { size: 2 } }, 'v2') });
    expect((await server.send('GET', `${widgets}/c`)).json()).toMatchObject({
      apiVersion: 'example.com/v1',
      spec: { size: 2 },
    });
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
    expect(
      (await server.send('GET', `${second}?fieldSelector=spec.size%3D2`, { headers: { accept } })).json(),
    ).toMatchObject({
      columnDefinitions: [{ name: 'Name' }, { name: 'Size', type: 'integer' }],
      rows: [{ cells: ['c', 2] }],
    });
    expect((await server.send('GET', widgets, { headers: { accept } })).json()).toMatchObject({
      columnDefinitions: [{ name: 'Name' }, { name: 'Age', type: 'date' }],
    });
    const old = await server.send('GET', widgets.replace('/v1/', '/v1beta1/'));
    expect(String(old.headers.warning)).toContain(
      'example.com/v1beta1 Widget is deprecated; use example.com/v2 Widget',
    );
  });

  it('has a status and a scale where its definition says so', async () => {
    const spec = objectOf({ replicas: { type: 'integer' } });
    const status = objectOf({ replicas: { type: 'integer' }, selector: { type: 'string' } });
    const scale = {
      specReplicasPath: '.spec.replicas',
      statusReplicasPath: '.status.replicas',
      labelSelectorPath: '.status.selector',
    };
    const schema = { openAPIV3Schema: objectOf({ spec, status }) };
    await define(server, widgetDefinition({ v1: { schema, subresources: { status: {}, scale } } }));
    await server.send('POST', widgets, { body: widget('a', { spec: { replicas: 2 }, status: { replicas: 9 } }) });
    const body = {
      status: { replicas: 1, selector: 'app=a' },
      spec: { replicas: 7 },
      metadata: { labels: { a: 'b' } },
    };
    const written = await server.send('PATCH', `${widgets}/a/status`, { body, contentType: mergePatch });
    expect(written.json()).toMatchObject({
      status: { replicas: 1 },
      spec: { replicas: 2 },
      metadata: { generation: 1 },
    });
    expect(written.json().metadata.labels).toBeUndefined();
    expect((await server.send('GET', `${widgets}/a/scale`)).json()).toMatchObject({
      kind: 'Scale',
      spec: { replicas: 2 },
      status: { replicas: 1, selector: 'app=a' },
    });
    await server.send('PATCH', `${widgets}/a/scale`, { body: { spec: { replicas: 5 } }, contentType: mergePatch });
    expect((await server.send('GET', `${widgets}/a`)).json()).toMatchObject({
      spec: { replicas: 5 },
      metadata: { generation: 2 },
    });
    await server.send('POST', widgets, { body: widget('b') });
    expect((await server.send('GET', `${widgets}/b/scale`)).failure()).toMatchObject({
      code: 500,
      message: 'Internal error occurred: the spec replicas field ".spec.replicas" does not exist',
    });
  });

  it('obeys the rules of its schema, also when it changes', async () => {
    const size = {
      type: 'integer',
      'x-kubernetes-validations': [{ rule: 'self >= oldSelf', message: 'may not shrink' }],
    };
    const spec = objectOf({ size: size as Schema, max: { type: 'integer' } });
    spec['x-kubernetes-validations'] = [
      { rule: 'self.size <= self.max', messageExpression: '"at most %d".format([self.max])' },
    ];
    await define(server, widgetDefinition({ v1: objectOf({ spec }) }));
    const wrong = await server.send('POST', widgets, { body: widget('a', { spec: { size: 3, max: 2 } }) });
    expect(wrong.failure()).toMatchObject({
      code: 422,
      message: 'Widget.example.com "a" is invalid: spec: Invalid value: at most 2',
      details: { causes: [{ reason: 'FieldValueInvalid', field: 'spec', message: 'Invalid value: at most 2' }] },
    });
    expect((await server.send('POST', widgets, { body: widget('a', { spec: { size: 3, max: 5 } }) })).status).toBe(201);
    const change = (body: object) => server.send('PATCH', `${widgets}/a`, { body, contentType: mergePatch });
    expect((await change({ spec: { size: 2 } })).failure().message).toBe(
      'Widget.example.com "a" is invalid: spec.size: Invalid value: 2: may not shrink',
    );
    expect((await change({ spec: { size: 4 } })).status).toBe(200);
    const notANumber = await server.send('POST', widgets, { body: widget('b', { spec: { size: 'x', max: 1 } }) });
    expect(notANumber.failure().message).toContain(
      '<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
    );
  });

  it('is discovered and described at once', async () => {
    await server.send('GET', '/openapi/v2');
    const names = { ...widgetDefinition({}).spec.names, shortNames: ['wi'], categories: ['all'] };
    await define(server, widgetDefinition({ v1: { ...simple, description: 'What turns.' } }, { names }));
    expect((await server.send('GET', '/apis/example.com/v1')).json()).toMatchObject({
      resources: [{ name: 'widgets', singularName: 'widget', kind: 'Widget', shortNames: ['wi'], categories: ['all'] }],
    });
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
    expect((await server.send('GET', '/apis', { headers: { accept } })).text).toContain('"kind":"Widget"');
    expect((await server.send('GET', '/openapi/v2')).text).toContain('com.example.v1.Widget');
    const third = (await server.send('GET', '/openapi/v3/apis/example.com/v1')).text;
    expect(third).toContain('What turns.');
    expect(third).toContain('"default":3');
  });

  it('is merged by server-side apply as its lists say', async () => {
    const ports: Schema = {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: objectOf({ name: { type: 'string' }, port: { type: 'integer' } }, { required: ['name'] }),
    };
    const tags = { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' } as const;
    const pair = objectOf({ a: { type: 'integer' }, b: { type: 'integer' } }, { 'x-kubernetes-map-type': 'atomic' });
    await define(server, widgetDefinition({ v1: objectOf({ spec: objectOf({ ports, tags, pair }) }) }));
    const apply = (manager: string, spec: object) =>
      server.send('PATCH', `${widgets}/a?fieldManager=${manager}`, {
        body: widget('a', { spec }),
        contentType: 'application/apply-patch+yaml',
      });
    await apply('one', { ports: [{ name: 'web', port: 80 }], tags: ['x'], pair: { a: 1 } });
    const both = await apply('two', { ports: [{ name: 'ssh', port: 22 }], tags: ['y'] });
    expect(both.json()).toMatchObject({
      spec: { ports: [{ name: 'web' }, { name: 'ssh' }], tags: ['x', 'y'], pair: { a: 1 } },
    });
    expect((await apply('two', { pair: { b: 2 } })).failure()).toMatchObject({
      code: 409,
      message: 'Apply failed with 1 conflict: conflict with "one": .spec.pair',
    });
    expect((await apply('two', {})).json()).toMatchObject({ spec: { tags: ['x'], ports: [{ name: 'web' }] } });
    const twice = await server.send('POST', widgets, { body: widget('b', { spec: { tags: ['x', 'x'] } }) });
    expect(twice.failure().message).toContain('spec.tags[1]: Duplicate value: "x"');
  });
});
