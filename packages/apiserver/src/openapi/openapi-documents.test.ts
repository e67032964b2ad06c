import { describeResource, type Schema } from '@sampan/api';
import { loadSchemas } from '@sampan/api/schemas';
import { describe, expect, it } from 'vitest';
import { defineResource } from '../kinds/define-resource.js';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import { builtInResources } from '../resources/index.js';
import { OpenapiDocuments } from './openapi-documents.js';
import { serveOpenapi } from './serve-openapi.js';

const builtIn = builtInResources.filter(
  ({ group, lifecycle }) => lifecycle === undefined && (group === '' || group === 'apps'),
);
const widgetSchema: Schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        size: { type: 'integer', description: 'How large.' },
        port: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
        free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      },
    },
  },
};

function widgets(): ResourceDefinition {
  const type = describeResource('example.com/v1', 'Widget', { plural: 'widgets', namespaced: true });
  return defineResource(type, { schema: { schema: widgetSchema, registry: loadSchemas() } });
}

function documentsOf(resources: readonly ResourceDefinition[]) {
  const served = { resources };
  const documents = new OpenapiDocuments({ resources: () => served.resources, version: 'v1.36.0' });
  return { documents, served };
}

interface Json {
  [field: string]: Json;
}

async function v3(documents: OpenapiDocuments, path: string): Promise<Json> {
  return JSON.parse(String((await documents.v3(path))?.body)) as Json;
}

async function v2(documents: OpenapiDocuments): Promise<Json> {
  return JSON.parse(String((await documents.v2('json')).body)) as Json;
}

function urlsOf(documents: OpenapiDocuments): Record<string, string | undefined> {
  const index = JSON.parse(String(documents.index().body)) as { paths: Record<string, { serverRelativeURL: string }> };
  return Object.fromEntries(Object.entries(index.paths).map(([path, entry]) => [path, entry.serverRelativeURL]));
}

describe('OpenAPI v3', () => {
  const { documents, served } = documentsOf([...builtIn, widgets()]);

  it('lists its documents with their hashes', async () => {
    const urls = urlsOf(documents);
    expect(Object.keys(urls)).toEqual([
      'api',
      'api/v1',
      'apis',
      'apis/apps',
      'apis/apps/v1',
      'apis/example.com',
      'apis/example.com/v1',
      'version',
    ]);
    expect(urls['apis/apps/v1']).toBe(`/openapi/v3/apis/apps/v1?hash=${(await documents.v3('apis/apps/v1'))?.etag}`);
    expect(await documents.v3('apis/nothing/v1')).toBeUndefined();
  });

  it('describes operations as clients look for them', async () => {
    const { paths } = await v3(documents, 'apis/apps/v1');
    const patch = paths?.['/apis/apps/v1/namespaces/{namespace}/deployments/{name}']?.patch;
    expect(patch).toMatchObject({
      operationId: 'patchAppsV1NamespacedDeployment',
      'x-kubernetes-action': 'patch',
      'x-kubernetes-group-version-kind': { group: 'apps', kind: 'Deployment', version: 'v1' },
    });
    expect(patch?.parameters).toContainEqual(expect.objectContaining({ name: 'fieldValidation', in: 'query' }));
    expect(paths?.['/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale']?.get).toMatchObject({
      operationId: 'readAppsV1NamespacedDeploymentScale',
      'x-kubernetes-group-version-kind': { group: 'autoscaling', kind: 'Scale', version: 'v1' },
    });
    const log = (await v3(documents, 'api/v1')).paths?.['/api/v1/namespaces/{namespace}/pods/{name}/log'];
    expect(log?.get).toMatchObject({ operationId: 'readCoreV1NamespacedPodLog' });
  });

  it('holds what the paths refer to, with descriptions, and nothing stands beside a reference', async () => {
    const { components } = await v3(documents, 'apis/apps/v1');
    const schemas = components?.schemas as Record<string, Schema>;
    expect(schemas['io.k8s.api.core.v1.PodSpec']?.properties?.containers).toMatchObject({
      description: expect.stringContaining('List of containers'),
      'x-kubernetes-patch-merge-key': 'name',
    });
    expect(schemas['io.k8s.api.core.v1.Namespace']).toBeUndefined();
    expect(schemas['io.k8s.api.apps.v1.Deployment']?.properties?.spec).toMatchObject({
      allOf: [{ $ref: '#/components/schemas/io.k8s.api.apps.v1.DeploymentSpec' }],
    });
    const references = JSON.stringify(schemas).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"(.)/g);
    for (const [, name = '', next] of references) {
      expect(schemas[name]).toBeDefined();
      expect(next).toBe('}');
    }
  });

  it('describes custom resources as all others', async () => {
    const { components, paths } = await v3(documents, 'apis/example.com/v1');
    expect(Object.keys(paths ?? {})).toContain('/apis/example.com/v1/namespaces/{namespace}/widgets/{name}');
    expect(components?.schemas?.['com.example.v1.Widget']).toMatchObject({
      properties: {
        metadata: { allOf: [{ $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' }] },
        spec: { properties: { size: { type: 'integer' } } },
      },
      'x-kubernetes-group-version-kind': [{ group: 'example.com', kind: 'Widget', version: 'v1' }],
    });
    expect(components?.schemas?.['com.example.v1.WidgetList']).toBeDefined();
  });

  it('builds anew only what has changed', async () => {
    const before = urlsOf(documents);
    const apps = (await documents.v3('apis/apps/v1'))?.body;
    served.resources = builtIn;
    documents.invalidate();
    const { 'apis/example.com': _group, 'apis/example.com/v1': _version, ...rest } = before;
    expect(urlsOf(documents)).toEqual(rest);
    expect((await documents.v3('apis/apps/v1'))?.body).toBe(apps);
  });
});

describe('OpenAPI v2', () => {
  const { documents } = documentsOf([...builtIn, widgets()]);

  it('says what lists and watches are', async () => {
    const text = String((await documents.v2('json')).body);
    expect(text).toContain('the list of returned objects');
    expect(text).toContain('Watch for changes to the described resources');
  });

  it('leaves open what it cannot say', async () => {
    const { definitions } = await v2(documents);
    expect(definitions?.['com.example.v1.Widget']?.properties?.spec?.properties).toEqual({
      size: { type: 'integer', description: 'How large.' },
      port: { 'x-kubernetes-int-or-string': true },
      free: { 'x-kubernetes-preserve-unknown-fields': true },
    });
    expect(definitions?.['io.k8s.api.core.v1.Pod']?.properties?.spec?.$ref).toBe(
      '#/definitions/io.k8s.api.core.v1.PodSpec',
    );
  });

  it('comes as protobuf, too: the same names in the same order', async () => {
    const json = await v2(documents);
    const { body } = await documents.v2('protobuf');
    const document = fieldsOf(body);
    expect(String(document.get(1)?.[0])).toBe('2.0');
    const names = (field: number, inner: number) =>
      fieldsOf(document.get(field)?.[0] ?? Buffer.alloc(0))
        .get(inner)
        ?.map((entry) => String(fieldsOf(entry).get(1)?.[0]));
    expect(names(8, 2)).toEqual(Object.keys(json.paths ?? {}));
    expect(names(9, 1)).toEqual(Object.keys(json.definitions ?? {}));
  });
});

describe('serving', () => {
  const { documents } = documentsOf(builtIn);

  it('knows what a client has', async () => {
    const first = await serveOpenapi(documents, { path: '/openapi/v2' });
    expect(first).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
    const again = await serveOpenapi(documents, { path: '/openapi/v2', ifNoneMatch: first?.headers.etag });
    expect(again?.status).toBe(304);
    expect(again?.body).toBeUndefined();
  });

  it('sends documents by their hash, to keep for ever', async () => {
    const path = '/openapi/v3/apis/apps/v1';
    const hash = (await documents.v3('apis/apps/v1'))?.etag ?? '';
    const exact = await serveOpenapi(documents, { path, hash });
    expect(exact).toMatchObject({ status: 200, headers: { 'cache-control': expect.stringContaining('immutable') } });
    const stale = await serveOpenapi(documents, { path, hash: 'old' });
    expect(stale).toMatchObject({ status: 301, headers: { location: `${path}?hash=${hash}` } });
    expect(await serveOpenapi(documents, { path: '/openapi/v3/apis/nothing/v1' })).toBeUndefined();
  });

  it('answers kubectl in protobuf', async () => {
    const accept = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
    const response = await serveOpenapi(documents, { path: '/openapi/v2', accept });
    expect(response?.headers['content-type']).toBe(accept.replace('@', '.'));
  });
});

/** The length-delimited fields of a protobuf message, by number. */
function fieldsOf(bytes: Buffer): Map<number, Buffer[]> {
  const fields = new Map<number, Buffer[]>();
  for (let at = 0; at < bytes.length; ) {
    const [tag, afterTag] = readVarint(bytes, at);
    expect(tag & 7).toBe(2);
    const [length, start] = readVarint(bytes, afterTag);
    at = start + length;
    fields.set(tag >> 3, [...(fields.get(tag >> 3) ?? []), bytes.subarray(start, at)]);
  }
  return fields;
}

function readVarint(bytes: Buffer, from: number): [value: number, next: number] {
  let value = 0;
  for (let at = from, shift = 1; ; at++, shift *= 128) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * shift;
    if (byte < 0x80) return [value, at + 1];
  }
}
