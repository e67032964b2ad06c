import { describeResource, type KubernetesObject, resources, type Schema } from '@sampan/api';
import { loadSchemas } from '@sampan/api/schemas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../conformance/test-server.js';
import { builtInResources } from '../resources/index.js';
import { nameColumn } from './columns/common-columns.js';
import { defineResource } from './define-resource.js';

interface Widget extends KubernetesObject {
  spec?: { size?: number };
}

interface OldWidget extends KubernetesObject {
  width?: number;
}

const registry = loadSchemas();
const size: Schema = { type: 'integer', default: 3, minimum: 1 };
const spec: Schema = { type: 'object', default: {}, properties: { size } };
const schema: Schema = { type: 'object', properties: { spec } };
const oldSchema: Schema = { type: 'object', properties: { width: { type: 'integer' } } };

/** A kind that nobody has, added as `docs/how-to-add.md` says: a row, and a file; it was born in another group. */
const row = describeResource<Widget>('example.com/v2', 'Widget', {
  plural: 'widgets',
  namespaced: true,
  shortNames: ['wi'],
});
const widgets = defineResource(row, {
  schema: { schema, registry },
  strategy: { countsGeneration: true },
  columns: [
    nameColumn,
    { name: 'Size', type: 'integer', description: 'How wide.', cell: ({ spec }) => spec?.size ?? 0 },
  ],
  selectableFields: { 'spec.size': ({ spec }) => String(spec?.size ?? '') },
  versions: {
    'old.example.com/v1': {
      schema: { schema: oldSchema, registry },
      deprecation: 'old.example.com/v1 Widget is deprecated; use example.com/v2 Widget',
      fromHub: ({ spec, ...same }) => ({
        ...same,
        apiVersion: 'old.example.com/v1',
        ...(spec?.size === undefined ? {} : { width: spec.size }),
      }),
      toHub: (object) => {
        const { width, ...same } = object as OldWidget;
        return { ...same, apiVersion: 'example.com/v2', ...(width === undefined ? {} : { spec: { size: width } }) };
      },
    },
  },
});

const now = '/apis/example.com/v2/namespaces/default/widgets';
const old = '/apis/old.example.com/v1/namespaces/default/widgets';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ resources: [...builtInResources, ...widgets.versions] });
});
afterAll(async () => {
  await server.close();
  expect(server.faults).toEqual([]);
});

describe('the table of kinds', () => {
  const rows = Object.values(resources);

  it('keeps every kind in a place of its own', () => {
    const prefixes = rows.map(({ prefix }) => `${prefix}/`);
    for (const prefix of prefixes) expect(prefixes.filter((other) => other.startsWith(prefix))).toEqual([prefix]);
  });

  it.each(rows.map((type) => [`${type.apiVersion} ${type.kind}`, type]))('has a schema for %s', (_, type) => {
    expect(registry.forKind(type)).toBeDefined();
  });

  it('has a row for everything that is served', () => {
    const described = new Set(rows.map(({ group, plural }) => `${group}/${plural}`));
    expect(builtInResources.filter(({ hub }) => !described.has(`${hub.group}/${hub.plural}`))).toEqual([]);
  });
});

describe('a kind that is added by a row and a file', () => {
  it('is discovered, and tells its columns', async () => {
    const list = await server.send('GET', '/apis/example.com/v2');
    expect(list.json()).toMatchObject({ resources: [{ name: 'widgets', singularName: 'widget', shortNames: ['wi'] }] });
    expect((await server.send('GET', '/openapi/v3/apis/example.com/v2')).text).toContain(
      'namespaces/{namespace}/widgets',
    );
  });

  it('is created in one version and read in the other, with defaults, rules and generation', async () => {
    const created = await server.send('POST', old, { body: widget('old.example.com/v1', 'a', { width: 5 }) });
    expect(created.status, created.text).toBe(201);
    expect(String(created.headers.warning)).toContain('old.example.com/v1 Widget is deprecated');
    expect(created.json()).toMatchObject({ apiVersion: 'old.example.com/v1', width: 5, metadata: { generation: 1 } });
    expect((await server.send('GET', `${now}/a`)).json()).toMatchObject({
      apiVersion: 'example.com/v2',
      spec: { size: 5 },
    });
    const filled = await server.send('POST', old, { body: widget('old.example.com/v1', 'b', {}) });
    expect(filled.json()).toMatchObject({ width: 3 });
    const wrong = await server.send('POST', old, { body: widget('old.example.com/v1', 'c', { width: 0 }) });
    expect(wrong.failure()).toMatchObject({
      code: 422,
      message: expect.stringContaining('spec.size: Invalid value: 0'),
    });
  });

  it('is changed in either version', async () => {
    await server.send('POST', now, { body: widget('example.com/v2', 'd', { spec: { size: 1 } }) });
    const contentType = 'application/merge-patch+json';
    const patched = await server.send('PATCH', `${old}/d`, { body: { width: 7 }, contentType });
    expect(patched.json()).toMatchObject({ width: 7, metadata: { generation: 2 } });
    const read = (await server.send('GET', `${now}/d`)).json<Widget>();
    const put = await server.send('PUT', `${now}/d`, { body: { ...read, spec: { size: 8 } } });
    expect(put.json()).toMatchObject({ spec: { size: 8 }, metadata: { generation: 3 } });
    const dry = await server.send('PATCH', `${old}/d?dryRun=All`, { body: { width: 9 }, contentType });
    expect(dry.json()).toMatchObject({ apiVersion: 'old.example.com/v1', width: 9 });
  });

  it('records who owns which field by its name in the version of the request', async () => {
    const body = widget('old.example.com/v1', 'e', { width: 2 });
    const contentType = 'application/apply-patch+yaml';
    const applied = await server.send('PATCH', `${old}/e?fieldManager=me`, { body, contentType });
    expect(applied.status, applied.text).toBe(201);
    const { metadata } = (await server.send('GET', `${now}/e`)).json();
    expect(metadata.managedFields).toMatchObject([
      { apiVersion: 'old.example.com/v1', manager: 'me', operation: 'Apply', fieldsV1: { 'f:width': {} } },
    ]);
  });

  it('is listed, watched, selected and printed in either version', async () => {
    const first = await server.send('POST', now, { body: widget('example.com/v2', 'f', { spec: { size: 21 } }) });
    const listed = (await server.send('GET', `${old}?fieldSelector=spec.size%3D21`)).json<{ items: OldWidget[] }>();
    expect(listed.items).toMatchObject([{ width: 21 }]);
    const from = first.json().metadata.resourceVersion;
    const events = server.watch(`${old}?watch=true&resourceVersion=${from}`);
    const contentType = 'application/merge-patch+json';
    await server.send('PATCH', `${now}/f`, { body: { spec: { size: 22 } }, contentType });
    expect((await events.next()).value).toMatchObject({
      type: 'MODIFIED',
      object: { apiVersion: 'old.example.com/v1', width: 22 },
    });
    events.stop();
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
    const table = await server.send('GET', `${old}/f?includeObject=Object`, { headers: { accept } });
    expect(table.json()).toMatchObject({ rows: [{ cells: ['f', 22], object: { width: 22 } }] });
    expect((await server.send('DELETE', `${old}/f`)).status).toBe(200);
    expect((await server.send('GET', `${now}/f`)).status).toBe(404);
  });
});

function widget(apiVersion: string, name: string, fields: object): KubernetesObject {
  return { apiVersion, kind: 'Widget', metadata: { name }, ...fields };
}
