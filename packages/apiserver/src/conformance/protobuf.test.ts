import { formatApiVersion, type JsonObject, type KubernetesObject } from '@sampan/api';
import { loadSchemas } from '@sampan/api/schemas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineCustomResource } from '../custom-resources/define-custom-resource.js';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import { decodeProtobuf } from '../protobuf/decode-protobuf.js';
import { builtInResources } from '../resources/index.js';
import { sampleIn } from '../resources/samples.js';
import { objectOf, widgetDefinition } from './custom-resources.js';
import { type Answer, startTestServer, type TestServer } from './test-server.js';

const protobuf = 'application/vnd.kubernetes.protobuf';
const accept = { headers: { accept: protobuf } };
const metadataOnly = { headers: { accept: `${protobuf};as=PartialObjectMetadata;g=meta.k8s.io;v=v1` } };
const configMaps = '/api/v1/namespaces/default/configmaps';
const widgets = '/apis/example.com/v1/namespaces/default/widgets';

const custom = defineCustomResource(widgetDefinition({ v1: objectOf({}) }), 0).versions;
const stored = builtInResources.filter(
  ({ storage, verbs, kind }) =>
    storage !== undefined && verbs.includes('create') && kind !== 'CustomResourceDefinition',
);

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({
    admissionSwitches: { disable: ['StorageObjectInUseProtection'] },
    resources: [...builtInResources, ...custom],
    runtimeConfig: new Map([['api/all', true]]),
  });
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } };
  await server.send('POST', '/api/v1/namespaces/default/serviceaccounts', { body: account });
  await server.send('POST', widgets, {
    body: { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' } },
  });
});

afterAll(async () => {
  await server.close();
  expect(server.faults).toEqual([]);
});

describe('answers in protobuf', () => {
  it.each(stored.map((resource) => [`${formatApiVersion(resource)} ${resource.plural}`, resource] as const))(
    'say of %s what those in JSON say',
    async (_, resource) => {
      const object = sampleIn(resource);
      const collection = collectionOf(resource);
      const created = await server.send('POST', collection, { ...accept, body: object });
      expect(created.headers['content-type']).toBe(protobuf);
      const one = `${collection}/${(read(created).metadata as { name: string }).name}`;
      const inJson = (await server.send('GET', one)).json();
      expect(significant(read(created))).toEqual(significant(inJson));
      expect(significant(read(await server.send('GET', one, accept)))).toEqual(significant(inJson));
      const list = read(await server.send('GET', collection, accept));
      expect(list).toMatchObject({ kind: resource.listKind, apiVersion: formatApiVersion(resource) });
      const listInJson = (await server.send('GET', collection)).json<KubernetesObject>();
      expect(significant(list)).toEqual(significant(listInJson));
      const deleted = await server.send('DELETE', one, accept);
      expect(deleted.headers['content-type']).toBe(protobuf);
      expect(['Status', resource.kind]).toContain(read(deleted).kind);
    },
  );

  it('are failures, too', async () => {
    const answer = await server.send('GET', `${configMaps}/none`, accept);
    expect(read(answer)).toMatchObject({ kind: 'Status', reason: 'NotFound', code: 404, details: { name: 'none' } });
  });

  it('are what kinds say that are not stored', async () => {
    const body = { spec: { resourceAttributes: { verb: 'get', resource: 'pods' } } };
    const review = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    expect(read(await server.send('POST', review, { ...accept, body }))).toMatchObject({ status: { allowed: true } });
  });

  it('are discovery documents', async () => {
    expect(read(await server.send('GET', '/api/v1', accept))).toMatchObject({
      kind: 'APIResourceList',
      resources: expect.arrayContaining([expect.objectContaining({ name: 'bindings', verbs: ['create'] })]),
    });
    const groups = read(await server.send('GET', '/apis', accept)).groups as { name: string }[];
    expect(groups.map(({ name }) => name)).toContain('apps');
  });

  it('are the metadata of objects, of custom kinds as well', async () => {
    await server.send('POST', configMaps, { body: { metadata: { name: 'a', labels: { b: 'c' } }, data: { d: 'e' } } });
    const one = await server.send('GET', `${configMaps}/a`, metadataOnly);
    expect(typeOf(one)).toEqual({ apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata' });
    expect(one.text).toContain('\n\x01b\x12\x01c');
    expect(typeOf(await server.send('GET', widgets, metadataOnly)).kind).toBe('PartialObjectMetadataList');
  });

  it('are refused for objects of custom kinds', async () => {
    const answer = await server.send('GET', `${widgets}/w`, accept);
    expect(read(answer)).toMatchObject({
      code: 406,
      message: `only the following media types are accepted: application/json, application/yaml, ${protobuf}`,
    });
    const either = { headers: { accept: `${protobuf},application/json` } };
    expect((await server.send('GET', `${widgets}/w`, either)).json().kind).toBe('Widget');
  });
});

describe('watches in protobuf', () => {
  it('are frames of events', async () => {
    await server.send('POST', configMaps, { body: { metadata: { name: 'watched' }, data: { a: 'b' } } });
    const url = `${configMaps}?watch=true&fieldSelector=metadata.name=watched&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan`;
    const answer = await server.server.request({ method: 'GET', url, user: admin, ...accept });
    expect(answer.headers['content-type']).toBe(`${protobuf};stream=watch`);
    const events = readFrames(answer.body);
    expect((await events.next()).value).toMatchObject({ type: 'ADDED', object: { data: { a: 'b' } } });
    expect((await events.next()).value).toMatchObject({
      type: 'BOOKMARK',
      object: { metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
    });
    await server.send('DELETE', `${configMaps}/watched`);
    expect((await events.next()).value).toMatchObject({ type: 'DELETED', object: { kind: 'ConfigMap' } });
    await events.return(undefined);
  });

  it('are not there in YAML', async () => {
    const answer = await server.send('GET', `${configMaps}?watch=true`, { headers: { accept: 'application/yaml' } });
    expect([answer.status, answer.text]).toEqual([406, expect.stringContaining(`${protobuf};stream=watch`)]);
  });
});

const admin = { name: 'admin', groups: ['system:masters', 'system:authenticated'] };

function decode(bytes: Buffer): JsonObject {
  return decodeProtobuf(bytes, loadSchemas(), { depth: 500, values: 1_000_000 });
}

function read({ bytes }: Answer): JsonObject {
  return decode(bytes);
}

/** What the envelope says of its message. */
function typeOf({ text }: Answer): { apiVersion: string; kind: string } {
  const [, apiVersion = '', kind = ''] = /^k8s\0\n.\n.([\w./]+)\x12.(\w+)\x12/s.exec(text) ?? [];
  return { apiVersion, kind };
}

async function* readFrames(body: AsyncIterable<Uint8Array>): AsyncGenerator<{ type: string; object: JsonObject }> {
  let rest = Buffer.alloc(0);
  for await (const chunk of body) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32BE(0)) {
      const event = rest.subarray(4, 4 + rest.readUInt32BE(0));
      rest = rest.subarray(4 + event.length);
      const type = event.subarray(2, 2 + (event[1] as number)).toString();
      yield { type, object: decode(event.subarray(event.indexOf('k8s\0'))) };
    }
  }
}

function collectionOf({ group, version, plural, namespaced }: ResourceDefinition): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  return namespaced ? `${root}/namespaces/default/${plural}` : `${root}/${plural}`;
}

/** Without what is zero, which protobuf writes and JSON may not, or the other way around. */
function significant(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(significant);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, significant(member)] as const);
  const kept = members.filter(([, member]) => !isNothing(member));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

function isNothing(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    value === 0 ||
    value === false ||
    (Array.isArray(value) && value.length === 0)
  );
}
