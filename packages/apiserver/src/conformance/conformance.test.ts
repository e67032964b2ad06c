import {
  type APIService,
  formatApiVersion,
  type KubernetesObject,
  type Schema,
  type Status,
  type UnstructuredObject,
} from '@sampan/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defineCustomResource } from '../custom-resources/define-custom-resource.js';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import { builtInResources } from '../resources/index.js';
import { sampleIn, samples } from '../resources/samples.js';
import { objectOf, widgetDefinition } from './custom-resources.js';
import { startTestServer, type TestServer } from './test-server.js';

interface List {
  kind: string;
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
  items: KubernetesObject[];
}

const keepsAll: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

/** Custom resources are served by the same code: a kind that is defined has to do what those do that are built in. */
const custom = defineCustomResource(
  widgetDefinition({
    v1: objectOf({ spec: objectOf({ size: { type: 'integer' } }) }),
    v2: objectOf({ spec: keepsAll }),
  }),
  0,
).versions;

const stored = [...builtInResources, ...custom].filter(
  // Definitions are changed by the server itself as soon as they are there: custom-resources.test.ts is about them.
  ({ storage, verbs, kind }) =>
    storage !== undefined && verbs.includes('create') && kind !== 'CustomResourceDefinition',
);

const knownSamples: Readonly<Record<string, KubernetesObject>> = {
  ...samples,
  'example.com/v1/Widget': widget('v1'),
  'example.com/v2/Widget': widget('v2'),
};

let server: TestServer;

beforeAll(async () => {
  // No controller takes the finalizers away that this plugin adds, and nobody but the test writes objects.
  server = await startTestServer({
    admissionSwitches: { disable: ['StorageObjectInUseProtection'] },
    priorityAndFairness: false,
    resources: [...builtInResources, ...custom],
    runtimeConfig: new Map([['api/all', true]]),
  });
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } };
  await server.send('POST', '/api/v1/namespaces/default/serviceaccounts', { body: account });
});

afterAll(async () => {
  await server.close();
  expect(server.faults).toEqual([]);
});

describe.each(stored.map((resource) => [`${formatApiVersion(resource)} ${resource.kind}`, resource] as const))(
  '%s',
  (_name, resource) => {
    const collection = collectionOf(resource);
    let made = 0;
    let sample: KubernetesObject;
    let url: string;

    beforeEach(() => {
      made++;
      // Where only addresses are names, that is what they are.
      const isAddress =
        resource.strategy.nameRule?.('127.127.0.1').length === 0 && resource.strategy.nameRule('a').length > 0;
      const name = isAddress ? `127.127.0.${made}` : `conformance-${resource.plural.slice(0, 20)}-${made}`;
      sample = sampleOf(resource, name);
      url = `${collection}/${sample.metadata.name}`;
    });

    const create = async () => {
      const answer = await server.send('POST', collection, { body: sample });
      expect(answer.status, answer.text).toBe(201);
      return answer.json();
    };
    const atOnce = { gracePeriodSeconds: 0, propagationPolicy: 'Background' };
    const remove = () => server.send('DELETE', url, { body: atOnce });

    it('has a sample', () => {
      expect(knownSamples[`${formatApiVersion(resource.hub)}/${resource.kind}`]).toBeDefined();
    });

    it('creates, gets and deletes', async () => {
      const created = await create();
      expect(created).toMatchObject({ apiVersion: formatApiVersion(resource), kind: resource.kind });
      expect(created.metadata).toMatchObject({ name: sample.metadata.name, uid: expect.any(String) });
      expect(created.metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      const got = await server.send('GET', url);
      expect(got.json()).toEqual(created);
      const again = await server.send('POST', collection, { body: sample });
      expect(again.failure()).toMatchObject({ code: 409, reason: 'AlreadyExists' });
      expect((await remove()).status).toBe(200);
      await finish(resource, url);
      const missing = (await server.send('GET', url)).failure();
      expect(missing).toMatchObject({ code: 404, reason: 'NotFound', details: { name: sample.metadata.name } });
      const what = resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
      expect(missing.message).toBe(`${what} "${sample.metadata.name}" not found`);
    });

    it('lists, by selectors and page by page', async () => {
      sample.metadata.labels = { ...sample.metadata.labels, conformance: 'list' };
      // The list says what its items are, and custom ones say it themselves.
      const { kind, apiVersion, ...rest } = await create();
      const created = resource.isBuiltIn ? rest : { ...rest, kind, apiVersion };
      const all = (await server.send('GET', collection)).json<List>();
      expect(all.kind).toBe(resource.listKind);
      expect(all.items).toContainEqual(created);
      const labelled = (await server.send('GET', `${collection}?labelSelector=conformance%3Dlist`)).json<List>();
      expect(labelled.items).toEqual([created]);
      const named = `${collection}?fieldSelector=metadata.name%3D${sample.metadata.name}`;
      expect((await server.send('GET', named)).json<List>().items).toEqual([created]);
      const paged: KubernetesObject[] = [];
      for (let token: string | undefined = ''; token !== undefined; ) {
        const page: List = (await server.send('GET', `${collection}?limit=1&continue=${token}`)).json<List>();
        expect(page.items.length).toBeLessThanOrEqual(1);
        paged.push(...page.items);
        token = page.metadata.continue;
      }
      expect(paged).toEqual(all.items);
      await remove();
    });

    it('watches', async () => {
      const { metadata } = (await server.send('GET', collection)).json<List>();
      const selector = `fieldSelector=metadata.name%3D${sample.metadata.name}`;
      const events = server.watch(`${collection}?watch=true&${selector}&resourceVersion=${metadata.resourceVersion}`);
      const created = await create();
      expect((await events.next()).value).toEqual({ type: 'ADDED', object: created });
      const patch = { metadata: { annotations: { conformance: 'watch' } } };
      const patched = await server.send('PATCH', url, { body: patch, contentType: 'application/merge-patch+json' });
      expect((await events.next()).value).toEqual({ type: 'MODIFIED', object: patched.json() });
      await remove();
      await finish(resource, url);
      let last = (await events.next()).value;
      while (last?.type === 'MODIFIED') last = (await events.next()).value;
      expect(last).toMatchObject({ type: 'DELETED', object: { metadata: { name: sample.metadata.name } } });
      events.stop();
    });

    it('updates, and refuses stale versions', async () => {
      const created = await create();
      const labels = { ...created.metadata.labels, conformance: 'update' };
      const changed = { ...created, metadata: { ...created.metadata, labels } };
      const updated = await server.send('PUT', url, { body: changed });
      expect(updated.status, updated.text).toBe(200);
      expect(updated.json().metadata.labels).toMatchObject({ conformance: 'update' });
      const stale = (await server.send('PUT', url, { body: changed })).failure();
      expect(stale).toMatchObject({ code: 409, reason: 'Conflict' });
      expect(stale.message).toMatch(/the object has been modified; please apply your changes to the latest version/);
      const same = await server.send('PUT', url, { body: updated.json() });
      expect(same.json()).toEqual(updated.json());
      const otherUid = { ...updated.json(), metadata: { ...updated.json().metadata, uid: 'other' } };
      expect((await server.send('PUT', url, { body: otherUid })).failure().message).toMatch(
        /Precondition failed: UID in precondition: other, UID in object meta:/,
      );
      await remove();
    });

    it.each([
      ['application/json-patch+json', [{ op: 'add', path: '/metadata/annotations', value: { patched: 'json' } }]],
      ['application/merge-patch+json', { metadata: { annotations: { patched: 'merge' } } }],
      ['application/strategic-merge-patch+json', { metadata: { annotations: { patched: 'strategic' } } }],
    ])('patches by %s', async (contentType, body) => {
      const created = await create();
      const patched = await server.send('PATCH', url, { body, contentType });
      if (!resource.isBuiltIn && contentType.includes('strategic')) {
        expect(patched.failure()).toMatchObject({ code: 415, reason: 'UnsupportedMediaType' });
        await remove();
        return;
      }
      expect(patched.status, patched.text).toBe(200);
      expect(patched.json().metadata.annotations?.patched).toBeDefined();
      expect(patched.json().metadata.resourceVersion).not.toBe(created.metadata.resourceVersion);
      const again = await server.send('PATCH', url, { body, contentType });
      expect(again.json().metadata.resourceVersion).toBe(patched.json().metadata.resourceVersion);
      await remove();
    });

    it('is applied, and tells of conflicts', async () => {
      const apply = (manager: string, body: unknown) =>
        server.send('PATCH', `${url}?fieldManager=${manager}`, { body, contentType: 'application/apply-patch+yaml' });
      const first = await apply('one', withAnnotation(sample, 'one'));
      expect(first.status, first.text).toBe(201);
      expect((await apply('one', withAnnotation(sample, 'again'))).status).toBe(200);
      const conflict = await apply('two', withAnnotation(sample, 'two'));
      expect(conflict.failure()).toMatchObject({ code: 409, reason: 'Conflict' });
      expect(conflict.failure().message).toMatch(/conflicts? with "one"/);
      await remove();
    });

    it('changes nothing in a dry run', async () => {
      const dry = await server.send('POST', `${collection}?dryRun=All`, { body: sample });
      expect(dry.status, dry.text).toBe(201);
      expect((await server.send('GET', url)).status).toBe(404);
      const created = await create();
      const contentType = 'application/merge-patch+json';
      await server.send('PATCH', `${url}?dryRun=All`, { body: { metadata: { labels: { dry: 'run' } } }, contentType });
      await server.send('DELETE', `${url}?dryRun=All`);
      expect((await server.send('GET', url)).json()).toEqual(created);
      const unknown = (await server.send('POST', `${collection}?dryRun=Some`, { body: sample })).failure();
      expect(unknown.message).toContain('Unsupported value');
      await remove();
    });

    it('shows tables and metadata alone', async () => {
      const created = await create();
      const table = await server.send('GET', url, {
        headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' },
      });
      const { columnDefinitions, rows } = table.json<{ columnDefinitions: unknown[]; rows: { cells: unknown[] }[] }>();
      expect(rows).toHaveLength(1);
      expect(rows[0]?.cells).toHaveLength(columnDefinitions.length);
      const partial = await server.send('GET', url, {
        headers: { accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io' },
      });
      expect(partial.json()).toEqual({
        kind: 'PartialObjectMetadata',
        apiVersion: 'meta.k8s.io/v1',
        metadata: created.metadata,
      });
      const yaml = await server.send('GET', url, { headers: { accept: 'application/yaml' } });
      expect(yaml.text).toContain(`kind: ${resource.kind}\n`);
      await remove();
    });

    it('refuses bad input in words', async () => {
      const kindOf = (text: string) =>
        `${resource.kind} in version "${resource.version}" cannot be handled as a ${text}`;
      const bad: [unknown, number, string][] = [
        ['{', 400, `the object provided is unrecognized (must be of type ${resource.kind})`],
        ['[]', 400, 'cannot unmarshal array'],
        ['', 400, 'unexpected end of JSON input'],
        resource.isBuiltIn
          ? [{ ...sample, kind: 'Other' }, 400, `cannot be handled as a ${resource.kind}`]
          : [{ ...sample, kind: 'Other' }, 422, `kind: Invalid value: "Other": must be ${resource.kind}`],
        [
          { ...sample, apiVersion: 'other/v9' },
          400,
          resource.isBuiltIn
            ? 'is registered for version "other/v9"'
            : 'the API version in the data (other/v9) does not match the expected API version',
        ],
        [{ ...sample, metadata: 'text' }, 400, kindOf(resource.kind)],
        [{ ...sample, metadata: { ...sample.metadata, labels: { 'not valid!': 'x' } } }, 422, 'metadata.labels'],
        [{ ...sample, metadata: { ...sample.metadata, name: undefined } }, 422, 'name or generateName is required'],
      ];
      for (const [body, code, message] of bad) {
        const answer = await server.send('POST', collection, { body });
        expect(answer.failure().message, answer.text).toContain(message);
        expect(answer.failure().code, answer.text).toBe(code);
      }
      const strict = await server.send('POST', `${collection}?fieldValidation=Strict`, {
        body: { ...sample, unheardOf: 1 },
      });
      expect(strict.failure().message).toContain('strict decoding error: unknown field "unheardOf"');
      const warned = await server.send('POST', `${collection}?dryRun=All`, { body: { ...sample, unheardOf: 1 } });
      expect(warned.headers.warning).toContain('299 - "unknown field \\"unheardOf\\""');
      const selector = await server.send('GET', `${collection}?labelSelector=a%20b`);
      expect(selector.failure()).toMatchObject({ code: 400, reason: 'BadRequest' });
    });

    it.runIf(resource.verbs.includes('deletecollection'))('deletes collections', async () => {
      sample.metadata.labels = { ...sample.metadata.labels, conformance: 'collection' };
      await create();
      const answer = await server.send('DELETE', `${collection}?labelSelector=conformance%3Dcollection`, {
        body: atOnce,
      });
      expect(answer.status, answer.text).toBe(200);
      await finish(resource, url);
      const left = await server.send('GET', `${collection}?labelSelector=conformance%3Dcollection`);
      expect(left.json<List>().items).toEqual([]);
    });

    it('keeps what finalizers hold', async () => {
      sample.metadata.finalizers = ['example.com/hold'];
      await create();
      expect((await remove()).json<KubernetesObject>().metadata.deletionTimestamp).toBeDefined();
      const held = (await server.send('GET', url)).json();
      expect(held.metadata).toMatchObject({ deletionTimestamp: expect.any(String), finalizers: ['example.com/hold'] });
      const body = [{ op: 'remove', path: '/metadata/finalizers' }];
      const released = await server.send('PATCH', url, { body, contentType: 'application/json-patch+json' });
      expect(released.status, released.text).toBe(200);
      await finish(resource, url);
      expect((await server.send('GET', url)).status).toBe(404);
    });
  },
);

function widget(version: string): UnstructuredObject {
  return { apiVersion: `example.com/${version}`, kind: 'Widget', metadata: { name: 'sample' }, spec: { size: 1 } };
}

function collectionOf({ group, version, plural, namespaced }: ResourceDefinition): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  return `${root}${namespaced ? '/namespaces/default' : ''}/${plural}`;
}

function sampleOf(resource: ResourceDefinition, name: string): KubernetesObject {
  const known = knownSamples[`${formatApiVersion(resource)}/${resource.kind}`];
  const sample = structuredClone(known ?? sampleIn(resource));
  sample.metadata.name = name;
  // Their names say what they are about.
  if (resource.kind === 'APIService') {
    const { spec } = sample as APIService;
    spec.group = `${name}.example.com`;
    sample.metadata.name = `${spec.version}.${spec.group}`;
  }
  return sample;
}

function withAnnotation(sample: KubernetesObject, value: string): KubernetesObject {
  return { ...sample, metadata: { ...sample.metadata, annotations: { conformance: value } } };
}

/** What a controller does for kinds that something else than metadata.finalizers holds back: namespaces. */
async function finish(resource: ResourceDefinition, url: string): Promise<void> {
  if (resource.strategy.heldBack === undefined) return;
  const held = await server.send('GET', url);
  if (held.status === 404) return;
  const object = held.json<KubernetesObject & { spec: object }>();
  const finalized = await server.send('PUT', `${url}/finalize`, { body: { ...object, spec: { finalizers: [] } } });
  expect((finalized.json() as Status | KubernetesObject).kind, finalized.text).toBe(resource.kind);
}
