import { formatApiVersion, type KubernetesObject } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtInResources } from '../resources/index.js';
import { sampleIn, samples } from '../resources/samples.js';
import { startTestServer, type TestServer } from './test-server.js';

/*
 * What kube-apiserver says of bodies that are not what the path takes, word for word and for every kind.
 */

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(async () => {
  await server.close();
  expect(server.faults).toEqual([]);
});

const scheme = 'in scheme "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30"';
const applyType = 'application/apply-patch+yaml';
const strategicType = 'application/strategic-merge-patch+json';

describe.each(
  builtInResources.filter(({ verbs }) => verbs.includes('create')).map((resource) => [resource.plural, resource]),
)('%s', (_plural, resource) => {
  const apiVersion = formatApiVersion(resource);
  const root = resource.group === '' ? `/api/${resource.version}` : `/apis/${apiVersion}`;
  const collection = `${root}${resource.namespaced ? '/namespaces/default' : ''}/${resource.plural}`;
  const post = async (body: object) => (await server.send('POST', collection, { body })).failure();

  it('refuses kinds and versions that nobody knows', async () => {
    expect(await post({ apiVersion, kind: 'Wrong' })).toMatchObject({
      code: 400,
      reason: 'BadRequest',
      message: `Wrong in version "${resource.version}" cannot be handled as a ${resource.kind}: no kind "Wrong" is registered for version "${apiVersion}" ${scheme}`,
    });
    expect((await post({ apiVersion: 'wrong.example/v9', kind: resource.kind })).message).toBe(
      `${resource.kind} in version "v9" cannot be handled as a ${resource.kind}: no kind "${resource.kind}" is registered for version "wrong.example/v9" ${scheme}`,
    );
  });

  it('refuses another kind', async () => {
    expect((await post({ apiVersion: 'v1', kind: 'Endpoints' })).message ?? '').toMatch(
      resource.kind === 'Endpoints' ? /./ : /converting \(v1\.Endpoints\) to \(\w+\.\w+\): unknown conversion$/,
    );
  });

  it.runIf(resource.verbs.includes('patch'))('refuses what server-side apply cannot use', async () => {
    const sample = sampleIn(resource);
    const path = `${collection}/${sample.metadata.name}`;
    const apply = async (body: object) =>
      (await server.send('PATCH', `${path}?fieldManager=me`, { body, contentType: applyType })).failure();
    const { metadata } = sample;
    expect(await apply({ metadata })).toMatchObject({ code: 400, message: 'invalid object type: /, Kind=' });
    expect((await apply({ apiVersion: 'v9', kind: resource.kind, metadata })).message).toBe(
      `invalid object type: /v9, Kind=${resource.kind}`,
    );
    const subject = `(/${metadata.name}; ${resource.group}/${resource.version}, Kind=${resource.kind})`;
    expect(await apply({ apiVersion, kind: resource.kind, metadata: { name: metadata.name }, bogus: 1 })).toMatchObject(
      {
        code: 500,
        message: `failed to create typed patch object ${subject}: .bogus: field not declared in schema`,
      },
    );
    const labels = { name: metadata.name, labels: { a: 1 } };
    expect((await apply({ apiVersion, kind: resource.kind, metadata: labels })).message).toBe(
      `failed to create typed patch object ${subject}: .metadata.labels.a: expected string, got &value.valueUnstructured{Value:1}`,
    );
  });
});

describe('an apiVersion with two slashes', () => {
  it('is a mistake of the client wherever it is said', async () => {
    const sample = samples['v1/ConfigMap'] as KubernetesObject;
    const collection = '/api/v1/namespaces/default/configmaps';
    const path = `${collection}/${sample.metadata.name}`;
    await server.send('POST', collection, { body: sample });
    for (const contentType of ['application/merge-patch+json', 'application/json-patch+json']) {
      const value = 'a/b/c';
      const body = contentType.includes('merge')
        ? { apiVersion: value }
        : [{ op: 'replace', path: '/apiVersion', value }];
      const { code, message } = (await server.send('PATCH', path, { body, contentType })).failure();
      expect(code).toBe(422);
      expect(message).toMatch(/ "" is invalid: patch: Invalid value: .*: unexpected GroupVersion string: a\/b\/c$/);
    }
    const accounts = '/api/v1/namespaces/default/serviceaccounts';
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'bound' } };
    await server.send('POST', accounts, { body: account });
    const boundObjectRef = { apiVersion: 'a/b/c', kind: 'Pod', name: 'x' };
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { boundObjectRef } };
    expect((await server.send('POST', `${accounts}/bound/token`, { body })).failure()).toMatchObject({
      code: 400,
      message: 'cannot bind token to object of type /, Kind=Pod',
    });
  });
});

describe('a strategic merge patch', () => {
  const path = '/apis/apps/v1/namespaces/default/deployments/patched';
  const patch = async (body: unknown) => server.send('PATCH', path, { body, contentType: strategicType });

  beforeAll(async () => {
    const sample = samples['apps/v1/Deployment'] as KubernetesObject;
    const body = { ...sample, metadata: { ...sample.metadata, name: 'patched', labels: { a: 'b' } } };
    expect((await server.send('POST', '/apis/apps/v1/namespaces/default/deployments', { body })).status).toBe(201);
  });

  it.each([
    [{ metadata: { labels: 'invalid' } }, 'map[metadata:map[labels:invalid]]', 'cannot restore map from string'],
    [{ spec: 'x' }, 'map[spec:x]', 'cannot restore struct from: string'],
    [{ spec: { replicas: 'x' } }, 'map[spec:map[replicas:x]]', 'unrecognized type: int32'],
    [{ spec: { replicas: 1.5 } }, 'map[spec:map[replicas:1.5]]', 'cannot convert float64 to int32'],
    [{ spec: { paused: 'x' } }, 'map[spec:map[paused:x]]', 'unrecognized type: bool'],
    [{ metadata: { labels: { a: 1 } } }, 'map[metadata:map[labels:map[a:1]]]', 'cannot convert int64 to string'],
    [{ metadata: { finalizers: 'x' } }, 'map[metadata:map[finalizers:x]]', 'cannot restore slice from string'],
  ])('%j does not fit', async (body, shown, problem) => {
    expect((await patch(body)).failure()).toMatchObject({
      code: 422,
      reason: 'Invalid',
      message: ` "" is invalid: patch: Invalid value: "${shown}": ${problem}`,
    });
  });

  it.each([
    ['{', 400, 'unexpected end of JSON input'],
    ['[]', 400, 'json: cannot unmarshal array into Go value of type map[string]interface {}'],
    ['{"metadata":{"labels":{"$patch":"explode"}}}', 500, 'unknown patch type: explode in map: map[$patch:explode]'],
    [
      '{"spec":{"template":{"spec":{"containers":[{"image":"x"}]}}}}',
      500,
      'map: map[image:x] does not contain declared merge key: name',
    ],
  ])('%s cannot be read', async (body, code, message) => {
    expect((await patch(body)).failure()).toMatchObject({ code, message });
  });
});

describe('a patch of the kind', () => {
  const url = '/api/v1/namespaces/default/configmaps/of-a-kind';
  const patch = async (type: string, body: unknown) =>
    server.send('PATCH', url, { body, contentType: `application/${type}+json` });

  beforeAll(async () => {
    const metadata = { name: 'of-a-kind' };
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata };
    expect((await server.send('POST', '/api/v1/namespaces/default/configmaps', { body })).status).toBe(201);
  });

  it.each([
    ['merge-patch', { kind: 'Other' }],
    ['json-patch', [{ op: 'replace', path: '/kind', value: 'Other' }]],
  ])('by a %s is refused', async (type, body) => {
    const { code, message = '' } = (await patch(type, body)).failure();
    expect(code).toBe(422);
    expect(message).toContain(`: no kind "Other" is registered for version "v1" ${scheme}`);
  });

  it.each([
    ['merge-patch', { kind: null }],
    ['merge-patch', { kind: 'ConfigMap', apiVersion: 'v1' }],
    ['strategic-merge-patch', { kind: 'Other' }],
  ])('by a %s, %j, changes nothing', async (type, body) => {
    expect((await patch(type, body)).json()).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap' });
  });
});

describe('YAML', () => {
  const collection = '/api/v1/namespaces/default/configmaps';
  const twice = (name: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata:\n  a: "1"\n  a: "2"\n`;
  const problem = 'yaml: unmarshal errors:\n  line 6: key "a" already set in map';

  it('with a key twice is refused by those who are strict', async () => {
    const post = (fieldValidation: string) =>
      server.send('POST', `${collection}?fieldValidation=${fieldValidation}`, {
        body: twice(`twice-${fieldValidation.toLowerCase()}`),
        contentType: 'application/yaml',
      });
    expect((await post('Strict')).failure()).toMatchObject({
      code: 400,
      message: `ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: ${problem}`,
    });
    const warned = await post('Warn');
    expect(warned.json()).toMatchObject({ data: { a: '2' } });
    expect(String(warned.headers.warning)).toContain('already set in map');
    expect((await post('Ignore')).headers.warning).toBeUndefined();
  });

  it('with a key twice is refused by applies that are strict', async () => {
    const apply = (fieldValidation: string) =>
      server.send('PATCH', `${collection}/applied-twice?fieldManager=me&fieldValidation=${fieldValidation}`, {
        body: twice('applied-twice'),
        contentType: applyType,
      });
    expect((await apply('Strict')).failure()).toMatchObject({
      code: 400,
      message: `error strict decoding YAML: error converting YAML to JSON: ${problem}`,
    });
    expect(String((await apply('Warn')).headers.warning)).toContain('error converting YAML to JSON: yaml: ');
  });

  it('that is none is told before anybody looks for a kind', async () => {
    const body = 'apiVersion: v1\n\tkind: ConfigMap\n';
    const { message = '' } = (
      await server.send('POST', collection, { body, contentType: 'application/yaml' })
    ).failure();
    expect(message).toMatch(
      /^the object provided is unrecognized \(must be of type ConfigMap\): yaml: line 2: found a tab character that violates indentation \(/,
    );
    const applied = await server.send('PATCH', `${collection}/x?fieldManager=me`, {
      body: 'a: b: c',
      contentType: applyType,
    });
    expect(applied.failure().message).toBe(
      'error decoding YAML: error converting YAML to JSON: yaml: mapping values are not allowed in this context',
    );
  });
});
