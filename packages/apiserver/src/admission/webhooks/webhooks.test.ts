import type { JsonObject, KubernetesObject, MutatingWebhook } from '@sampan/api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { define, objectOf, widgetDefinition } from '../../conformance/custom-resources.js';
import { startTestServer, type TestServer } from '../../conformance/test-server.js';
import { startWebhookServer, type WebhookServer } from '../../conformance/webhook-server.js';

interface Review extends JsonObject {
  apiVersion: string;
  kind: string;
  request: JsonObject & {
    uid: string;
    object: KubernetesObject | null;
    oldObject: KubernetesObject | null;
    resource: { resource: string };
  };
}

const configurations = '/apis/admissionregistration.k8s.io/v1';
const configMaps = '/api/v1/namespaces/default/configmaps';
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const merge = 'application/merge-patch+json';

let webhook: WebhookServer<Review>;
beforeAll(async () => {
  webhook = await startWebhookServer();
});
afterAll(() => webhook.close());

let server: TestServer;
const audited: JsonObject[] = [];
beforeEach(async () => {
  server = await startTestServer({ audit: (line) => void audited.push(JSON.parse(line) as JsonObject) });
  webhook.asked.length = 0;
  webhook.status = 200;
  webhook.answer = (review) => allow(review);
});
afterEach(async () => {
  await server.close();
  expect(server.faults).toEqual([]);
});

function reply({ apiVersion, kind, request }: Review, response: object): object {
  return { apiVersion, kind, response: { uid: request.uid, allowed: true, ...response } };
}

const allow = (review: Review) => reply(review, {});
const patch = (review: Review, ...operations: object[]) =>
  reply(review, { patchType: 'JSONPatch', patch: base64(JSON.stringify(operations)) });
const label = (review: Review, name: string, value = 'yes') =>
  patch(
    review,
    ...(review.request.object?.metadata.labels ? [] : [{ op: 'add', path: '/metadata/labels', value: {} }]),
    { op: 'add', path: `/metadata/labels/${name}`, value },
  );
const base64 = (text: string) => Buffer.from(text).toString('base64');

const everything = { operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*/*'] };
const ofConfigMaps = { ...everything, resources: ['configmaps'] };

type Change = Partial<MutatingWebhook>;
const hook = (name: string, change: Change = {}): MutatingWebhook => ({
  ...{ name, sideEffects: 'None', admissionReviewVersions: ['v1'], rules: [ofConfigMaps] },
  clientConfig: webhook.at(`/${name}`),
  ...change,
});

async function configure(kind: 'mutating' | 'validating', name: string, webhooks: MutatingWebhook[]): Promise<void> {
  const body = { metadata: { name }, webhooks };
  const { status, text } = await server.send('POST', `${configurations}/${kind}webhookconfigurations`, { body });
  expect(status, text).toBe(201);
}
const validate = (...changes: Change[]) =>
  configure(
    'validating',
    'v',
    changes.map((change, index) => hook(`v${index}.made.up`, change)),
  );
const mutate = (...changes: Change[]) =>
  configure(
    'mutating',
    'm',
    changes.map((change, index) => hook(`m${index}.made.up`, change)),
  );

const configMap = (name: string, more: object = {}) => ({ metadata: { name }, ...more });
const create = (name = 'a', query = '') => server.send('POST', `${configMaps}${query}`, { body: configMap(name) });
const requests = () => webhook.asked.map(({ review }) => review.request);

describe('a review', () => {
  it('says who creates what, and how', async () => {
    await validate({});
    const extra = { scopes: ['a'] };
    const user = { name: 'alice', uid: '7', groups: ['system:masters'], extra };
    await server.send('POST', `${configMaps}?fieldManager=me&fieldValidation=Strict`, { body: configMap('a'), user });
    const [asked] = webhook.asked;
    expect(asked?.path).toBe('/v0.made.up?timeout=10s');
    const named = { group: '', version: 'v1' };
    expect(asked?.review).toEqual({
      kind: 'AdmissionReview',
      apiVersion: 'admission.k8s.io/v1',
      request: {
        uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        kind: { ...named, kind: 'ConfigMap' },
        resource: { ...named, resource: 'configmaps' },
        requestKind: { ...named, kind: 'ConfigMap' },
        requestResource: { ...named, resource: 'configmaps' },
        ...{ name: 'a', namespace: 'default', operation: 'CREATE' },
        userInfo: { username: 'alice', uid: '7', groups: ['system:masters'], extra },
        object: expect.objectContaining({ apiVersion: 'v1', kind: 'ConfigMap' }),
        oldObject: null,
        dryRun: false,
        options: {
          ...{ kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1' },
          ...{ fieldManager: 'me', fieldValidation: 'Strict' },
        },
      },
    });
    expect(asked?.review.request.object?.metadata).toMatchObject({ name: 'a', uid: expect.any(String) });
  });

  it("does not say what is not the client's to say", async () => {
    await mutate({});
    const metadata = { name: 'a', uid: 'mine', creationTimestamp: '2020-01-01T00:00:00Z', selfLink: '/mine' };
    await server.send('POST', configMaps, { body: { metadata } });
    const seen = requests()[0]?.object?.metadata;
    expect(seen).toMatchObject({ name: 'a' });
    expect(Object.keys(seen ?? {})).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/uid|creationTimestamp|selfLink/)]),
    );
  });

  it('says what changes, and what goes', async () => {
    await create();
    await validate({});
    await server.send('PATCH', `${configMaps}/a`, { body: { data: { a: 'b' } }, contentType: merge });
    await server.send('DELETE', `${configMaps}/a?gracePeriodSeconds=3`);
    const [changed, gone] = requests();
    expect(changed).toMatchObject({
      ...{ operation: 'UPDATE', object: { data: { a: 'b' } }, oldObject: { metadata: { name: 'a' } } },
      options: { kind: 'UpdateOptions', apiVersion: 'meta.k8s.io/v1' },
    });
    expect(gone).toMatchObject({
      ...{ operation: 'DELETE', object: null, oldObject: { data: { a: 'b' } } },
      options: { kind: 'DeleteOptions', apiVersion: 'meta.k8s.io/v1', gracePeriodSeconds: 3 },
    });
  });

  it('comes for each object of a collection', async () => {
    await create('a');
    await create('b');
    await validate({});
    webhook.answer = (review) => reply(review, { allowed: review.request.name !== 'b' });
    expect((await server.send('DELETE', configMaps)).status).toBe(400);
    expect(
      requests()
        .map(({ name, operation }) => `${operation} ${name}`)
        .sort(),
    ).toEqual(['DELETE a', 'DELETE b']);
    expect((await server.send('GET', `${configMaps}/b`)).status).toBe(200);
  });

  it('shows a scale, an eviction, a token and a connection as what they are', async () => {
    await server.send('POST', '/api/v1/namespaces/default/serviceaccounts', { body: configMap('default') });
    const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
    const spec = { replicas: 1, selector: { matchLabels: { a: 'b' } }, template };
    await server.send('POST', deployments, { body: { metadata: { name: 'd' }, spec } });
    await server.send('POST', '/api/v1/namespaces/default/pods', {
      body: { metadata: { name: 'p' }, spec: template.spec },
    });
    await validate({ rules: [everything] });
    await server.send('PATCH', `${deployments}/d/scale`, { body: { spec: { replicas: 2 } }, contentType: merge });
    await server.send('GET', '/api/v1/namespaces/default/pods/p/portforward?ports=80');
    await server.send('POST', '/api/v1/namespaces/default/pods/p/eviction', { body: configMap('p') });
    await server.send('POST', '/api/v1/namespaces/default/serviceaccounts/default/token', { body: { spec: {} } });
    const told = requests().map(({ kind, operation, resource, subResource = '', object }) => {
      const { kind: name, version } = kind as { kind: string; version: string };
      return [operation, `${resource.resource}/${subResource}`, `${version} ${name}`, object?.kind ?? null].join(' ');
    });
    expect(told).toEqual([
      'UPDATE deployments/scale v1 Scale Scale',
      'CONNECT pods/portforward v1 PodPortForwardOptions PodPortForwardOptions',
      'CREATE pods/eviction v1 Eviction Eviction',
      'DELETE pods/ v1 Pod ',
      'CREATE serviceaccounts/token v1 TokenRequest TokenRequest',
    ]);
    expect(requests()[0]).toMatchObject({ object: { spec: { replicas: 2 } }, oldObject: { spec: { replicas: 1 } } });
    expect(requests()[1]?.object).not.toHaveProperty('metadata');
    expect(requests()[1]?.options).toBeNull();
  });

  it('is of the version that the webhook understands', async () => {
    await validate({ admissionReviewVersions: ['v9', 'v1beta1', 'v1'] });
    webhook.answer = ({ apiVersion, kind }) => ({ apiVersion, kind, response: { allowed: true } });
    expect((await create()).status).toBe(201);
    expect(webhook.asked[0]?.review.apiVersion).toBe('admission.k8s.io/v1beta1');
  });

  it('is about a request in the version that a rule names', async () => {
    const rules = [{ ...everything, apiGroups: ['apps'], apiVersions: ['v1'], resources: ['deployments'] }];
    await mutate({ rules });
    webhook.answer = (review) => patch(review, { op: 'add', path: '/spec/minReadySeconds', value: 7 });
    const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
    const url = '/apis/extensions/v1beta1/namespaces/default/deployments';
    const created = await server.send('POST', url, { body: { metadata: { name: 'd' }, spec: { template } } });
    expect(created.json()).toMatchObject({ apiVersion: 'extensions/v1beta1', spec: { minReadySeconds: 7 } });
    expect(requests()[0]).toMatchObject({
      kind: { group: 'apps', version: 'v1', kind: 'Deployment' },
      requestKind: { group: 'extensions', version: 'v1beta1', kind: 'Deployment' },
      requestResource: { group: 'extensions', version: 'v1beta1', resource: 'deployments' },
      object: { apiVersion: 'apps/v1', spec: { selector: { matchLabels: { a: 'b' } } } },
    });
  });

  it('comes for custom resources as well, in whatever version', async () => {
    const schema = objectOf({ spec: objectOf({ host: { type: 'string' } }) });
    await define(server, widgetDefinition({ v1: schema, v2: schema }));
    await mutate({
      rules: [{ ...everything, apiGroups: ['example.com'], apiVersions: ['v1'], resources: ['widgets'] }],
    });
    webhook.answer = (review) => patch(review, { op: 'add', path: '/spec', value: { host: 'h', unknown: true } });
    const url = '/apis/example.com/v2/namespaces/default/widgets';
    const body = { apiVersion: 'example.com/v2', kind: 'Widget', metadata: { name: 'w' } };
    const created = (await server.send('POST', url, { body })).json();
    expect(created).toMatchObject({ apiVersion: 'example.com/v2', spec: { host: 'h' } });
    expect(created).not.toHaveProperty('spec.unknown');
    expect(requests()[0]).toMatchObject({ object: { apiVersion: 'example.com/v1' }, requestKind: { version: 'v2' } });
  });

  it('comes through a Service as well, under its name', async () => {
    const behind = await startWebhookServer<Review>('hooks.default.svc');
    behind.answer = allow;
    const spec = { type: 'ExternalName', externalName: 'localhost' };
    await server.send('POST', '/api/v1/namespaces/default/services', { body: { metadata: { name: 'hooks' }, spec } });
    const service = { namespace: 'default', name: 'hooks', port: behind.port };
    await validate({ clientConfig: { service, caBundle: behind.at('').caBundle } });
    expect((await create()).status).toBe(201);
    expect(behind.asked.map(({ path }) => path)).toEqual(['/?timeout=10s']);
    await behind.close();
  });

  it('never comes for what says who is asked', async () => {
    await validate({ rules: [everything] });
    webhook.answer = (review) => reply(review, { allowed: false });
    expect((await create()).status).toBe(400);
    webhook.asked.length = 0;
    const url = `${configurations}/validatingwebhookconfigurations/v`;
    expect((await server.send('DELETE', url)).status).toBe(200);
    expect(webhook.asked).toEqual([]);
    expect((await create()).status).toBe(201);
  });
});

describe('a denial', () => {
  const by = 'admission webhook "v0.made.up" denied the request';

  it.each<[string, object, object]>([
    ['without a word', {}, { code: 400, message: `${by} without explanation` }],
    ['with a message', { message: 'no' }, { code: 400, message: `${by}: no` }],
    ['with a reason', { reason: 'Forbidden' }, { code: 400, reason: 'Forbidden', message: `${by}: Forbidden` }],
    ['with a status', { code: 403, message: 'no' }, { code: 403, message: `${by}: no` }],
    ['that says Success', { code: 200, status: 'Success' }, { code: 400, status: 'Failure' }],
    ['with rubbish', { code: 429, details: { retryAfterSeconds: 'a\r\nb' }, reason: 7, message: {} }, { code: 429 }],
    ['with details', { code: 422, details: { causes: [] } }, { code: 422, details: { causes: [] } }],
  ])('%s', async (_, status, expected) => {
    await validate({});
    webhook.answer = (review) => reply(review, { allowed: false, status });
    const answer = await create();
    expect(answer.failure()).toMatchObject({ kind: 'Status', status: 'Failure', ...expected });
    expect(answer.status).toBe(answer.failure().code);
    expect((await server.send('GET', `${configMaps}/a`)).status).toBe(404);
  });

  it('by one webhook is enough, and all are asked', async () => {
    await validate({}, { failurePolicy: 'Ignore' }, {});
    webhook.answer = (review, path) => reply(review, { allowed: !path.startsWith('/v1') });
    expect((await create()).failure().message).toBe(
      'admission webhook "v1.made.up" denied the request without explanation',
    );
    expect(webhook.asked).toHaveLength(3);
  });
});

describe('a webhook is asked', () => {
  const asked = async (change: Change, send: () => Promise<unknown> = create): Promise<boolean> => {
    await validate(change);
    await send();
    return webhook.asked.length > 0;
  };
  const condition = (expression: string) => ({ matchConditions: [{ name: 'c', expression }] });

  it.each<[string, Change, boolean]>([
    ['for other objects', { objectSelector: { matchLabels: { a: 'b' } } }, false],
    ['for other namespaces', { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'x' } } }, false],
    ['for this one', { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'default' } } }, true],
    ['under a condition', condition('object.metadata.name == "a" && request.userInfo.username == "admin"'), true],
    ['under another one', condition('request.operation == "DELETE"'), false],
    ['where it may', condition('authorizer.group("").resource("configmaps").check("get").allowed()'), true],
    [
      'where a condition fails, and that does not count',
      { ...condition('object.x == 1'), failurePolicy: 'Ignore' },
      false,
    ],
  ])('%s: %j', async (_, change, expected) => {
    expect(await asked(change)).toBe(expected);
  });

  it('not where a condition cannot be told: that is refused', async () => {
    await validate(condition('object.x == 1'));
    expect((await create()).failure()).toMatchObject({
      ...{ code: 403, reason: 'Forbidden' },
      message: `configmaps "a" is forbidden: expression 'object.x == 1' resulted in error: no such key: x`,
    });
  });

  it('by configurations as they are now', async () => {
    await validate({});
    await create('a');
    const body = { webhooks: [hook('v0.made.up', { rules: [{ ...ofConfigMaps, operations: ['DELETE'] }] })] };
    const contentType = merge;
    await server.send('PATCH', `${configurations}/validatingwebhookconfigurations/v`, { body, contentType });
    await create('b');
    expect(webhook.asked).toHaveLength(1);
  });
});

describe('a dry run', () => {
  it('is told to webhooks, and refused where one has side effects', async () => {
    await validate({ sideEffects: 'NoneOnDryRun' });
    expect((await create('a', '?dryRun=All')).status).toBe(201);
    expect(requests()[0]).toMatchObject({ dryRun: true, options: { dryRun: ['All'] } });
    const former = '/apis/admissionregistration.k8s.io/v1beta1/validatingwebhookconfigurations';
    const body = { metadata: { name: 'w' }, webhooks: [hook('w.made.up', { sideEffects: 'Some' })] };
    expect((await server.send('POST', former, { body })).status).toBe(201);
    expect((await create('a', '?dryRun=All')).failure()).toMatchObject({
      ...{ code: 400, reason: 'BadRequest' },
      message: 'admission webhook "w.made.up" does not support dry run',
    });
    expect((await create('a')).status).toBe(201);
  });
});

describe('warnings and annotations', () => {
  it('are passed on, also by who denies', async () => {
    await validate({});
    webhook.answer = (review) =>
      reply(review, { allowed: false, warnings: ['mind "this"'], auditAnnotations: { why: 'because' } });
    const { headers } = await create();
    expect(headers.warning).toEqual(['299 - "mind \\"this\\""']);
    expect(audited.at(-1)?.annotations).toEqual({ 'v0.made.up/why': 'because' });
  });

  it('say what mutating webhooks did', async () => {
    await mutate({}, {});
    webhook.answer = (review, path) => (path.startsWith('/m1') ? label(review, 'a') : allow(review));
    await create();
    const told = (webhook: string, mutated: boolean) => JSON.stringify({ configuration: 'm', webhook, mutated });
    expect(audited.at(-1)?.annotations).toEqual({
      'mutation.webhook.admission.k8s.io/round_0_index_0': told('m0.made.up', false),
      'mutation.webhook.admission.k8s.io/round_0_index_1': told('m1.made.up', true),
    });
  });
});

describe('metrics', () => {
  it('count who was asked, and how that ended', async () => {
    await validate({});
    await create();
    webhook.answer = (review) => reply(review, { allowed: false, status: { code: 403 } });
    await create('b');
    webhook.answer = () => 'rubbish';
    await create('b');
    const { text } = await server.send('GET', '/metrics');
    const asked = 'name="v0.made.up",operation="CREATE"';
    for (const line of [
      `request_total{code="200",${asked},rejected="false",type="validating"} 1`,
      `admission_duration_seconds_count{${asked},rejected="true",type="validating"} 2`,
      `rejection_count{error_type="no_error",${asked},rejection_code="403",type="validating"} 1`,
      `rejection_count{error_type="calling_webhook_error",${asked},rejection_code="503",type="validating"} 1`,
    ]) {
      expect(text).toContain(`apiserver_admission_webhook_${line}\n`);
    }
  });
});

describe('mutating webhooks', () => {
  it('change objects one after the other, in the order of names, before they are checked', async () => {
    const named = (name: string) => configure('mutating', name, [hook(`${name}.made.up`)]);
    for (const name of ['b', 'a', 'c']) await named(name);
    await validate({});
    webhook.answer = (review, path) => {
      if (path.startsWith('/v')) return allow(review);
      return label(review, 'by', `${review.request.object?.metadata.labels?.by ?? ''}${path[1]}`);
    };
    expect((await create()).json().metadata.labels).toEqual({ by: 'abc' });
    expect(requests().at(-1)?.object?.metadata.labels).toEqual({ by: 'abc' });
  });

  it('see what they add with its defaults, and plugins that decide on it too', async () => {
    await server.send('POST', '/api/v1/namespaces/default/serviceaccounts', { body: configMap('default') });
    await mutate(
      { rules: [{ ...everything, resources: ['pods'] }] },
      { rules: [{ ...everything, resources: ['pods'] }] },
    );
    const value = { name: 'sidecar', image: 'side' };
    webhook.answer = (review, path) =>
      path.startsWith('/m0') ? patch(review, { op: 'add', path: '/spec/containers/-', value }) : allow(review);
    const spec = { containers: [{ name: 'c', image: 'i' }] };
    const pod = await server.send('POST', '/api/v1/namespaces/default/pods', {
      body: { metadata: { name: 'p' }, spec },
    });
    const sidecar = { name: 'sidecar', imagePullPolicy: 'Always', volumeMounts: [expect.anything()] };
    expect(pod.json()).toMatchObject({ spec: { containers: [{ name: 'c' }, sidecar] } });
    expect(requests()[1]?.object).toMatchObject({ spec: { containers: [{}, { imagePullPolicy: 'Always' }] } });
  });

  it('are asked again where they want it, and others have changed the object', async () => {
    await mutate(
      { reinvocationPolicy: 'IfNeeded' },
      { reinvocationPolicy: 'Never' },
      { reinvocationPolicy: 'IfNeeded' },
    );
    webhook.answer = (review, path) => (path.startsWith('/m1') ? label(review, 'a') : allow(review));
    await create();
    expect(webhook.asked.map(({ path }) => path.slice(1, 3))).toEqual(['m0', 'm1', 'm2', 'm0']);
  });

  it('are asked once where nothing has changed', async () => {
    await mutate({ reinvocationPolicy: 'IfNeeded' }, { reinvocationPolicy: 'IfNeeded' });
    await create();
    expect(webhook.asked).toHaveLength(2);
  });

  it('change a scale', async () => {
    const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
    const spec = { replicas: 1, selector: { matchLabels: { a: 'b' } }, template };
    await server.send('POST', deployments, { body: { metadata: { name: 'd' }, spec } });
    await mutate({ rules: [{ ...everything, resources: ['deployments/scale'] }] });
    webhook.answer = (review) => patch(review, { op: 'replace', path: '/spec/replicas', value: 5 });
    const body = { spec: { replicas: 2 } };
    const scaled = await server.send('PATCH', `${deployments}/d/scale`, { body, contentType: merge });
    expect(scaled.status, scaled.text).toBe(200);
    expect((await server.send('GET', `${deployments}/d`)).json()).toMatchObject({ spec: { replicas: 5 } });
  });

  it.each<[string, object, string]>([
    ['no list', { a: 1 }, 'json: cannot unmarshal object into Go value of type jsonpatch.Patch'],
    [
      'a type that does not fit',
      [{ op: 'add', path: '/data', value: 7 }],
      'json: cannot unmarshal number into Go struct',
    ],
    ['a path that is not there', [{ op: 'remove', path: '/data/x' }], 'remove operation does not apply'],
  ])('are told what is wrong with a patch: %s', async (_, operations, problem) => {
    await mutate({ failurePolicy: 'Ignore' });
    webhook.answer = (review) => reply(review, { patchType: 'JSONPatch', patch: base64(JSON.stringify(operations)) });
    expect((await create()).failure()).toMatchObject({
      ...{ code: 500, reason: 'InternalError' },
      message: expect.stringContaining(`Internal error occurred: `),
    });
    expect((await create()).failure().message).toContain(problem);
  });

  it.each<object>([
    { op: 'replace', path: '', value: null },
    { op: 'replace', path: '', value: [] },
    { op: 'remove', path: '/metadata' },
    { op: 'replace', path: '/metadata', value: null },
    { op: 'replace', path: '/metadata', value: { name: 'b' } },
    { op: 'replace', path: '/metadata/namespace', value: 'kube-system' },
    { op: 'replace', path: '/kind', value: 'Secret' },
    { op: 'add', path: '/metadata/uid', value: 'mine' },
    { op: 'add', path: '/metadata/managedFields', value: [{ manager: 'x', fieldsV1: { a: 7 } }] },
    { op: 'add', path: '/metadata/ownerReferences', value: [{}] },
    { op: 'add', path: '/metadata/resourceVersion', value: '7' },
  ])('do no harm with %j', async (operation) => {
    await create();
    await mutate({});
    webhook.answer = (review) => patch(review, operation);
    const created = await create('new');
    const body = { data: { a: 'b' } };
    const changed = await server.send('PATCH', `${configMaps}/a`, { body, contentType: merge });
    webhook.answer = allow;
    const again = await server.send('PATCH', `${configMaps}/a?fieldManager=f`, {
      body: { apiVersion: 'v1', kind: 'ConfigMap', ...body },
      contentType: 'application/apply-patch+yaml',
    });
    const told = [created, changed].map(({ status, text }) => (status < 500 ? 'well' : text));
    for (const text of told) expect(text).toMatch(/^well$|Internal error occurred: json: cannot unmarshal/);
    expect(again.status, again.text).toBeLessThan(500);
  });

  it('cannot change what goes', async () => {
    await create();
    await mutate({});
    webhook.answer = (review) => patch(review, { op: 'add', path: '/a', value: 1 });
    expect((await server.send('DELETE', `${configMaps}/a`)).failure().message).toBe(
      'Internal error occurred: admission webhook "m0.made.up" attempted to modify the object, which is not supported for this operation',
    );
  });
});

describe('a webhook that does not answer as it should', () => {
  const failed = 'Internal error occurred: failed calling webhook "m0.made.up": ';
  const url = (path = '/m0.made.up?timeout=10s') => `https://127.0.0.1:${webhook.port}${path}`;

  it.each<[string, (review: Review) => object | string, string]>([
    ['nothing', () => '', 'failed to call webhook: 0-length response with status code: 200'],
    [
      'no JSON',
      () => 'rubbish',
      `failed to call webhook: couldn't get version/kind; json parse error: invalid character 'r'`,
    ],
    ['another kind', () => ({ apiVersion: 'v1', kind: 'Pod' }), 'failed to call webhook: no kind "Pod" is registered'],
    [
      'another version',
      (review) => ({ ...allow(review), apiVersion: 'admission.k8s.io/v1beta1' }),
      'failed to call webhook: converting (v1beta1.AdmissionReview) to (v1.AdmissionReview): unknown conversion',
    ],
    ['no answer', () => ({}), 'received invalid webhook response: webhook response was absent'],
    [
      'no kind',
      ({ request }) => ({ response: { uid: request.uid, allowed: true } }),
      'received invalid webhook response: expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got /, Kind=',
    ],
    [
      'another request',
      (review) => reply(review, { uid: 'x' }),
      'received invalid webhook response: expected response.uid="',
    ],
    [
      'a word for yes',
      (review) => reply(review, { allowed: 'yes' }),
      'failed to call webhook: json: cannot unmarshal string into Go struct field AdmissionResponse.response.allowed of type bool',
    ],
    [
      'a patch of no type',
      (review) => reply(review, { patch: base64('[]') }),
      'received invalid webhook response: webhook returned response.patch but not response.patchType',
    ],
    [
      'a patch of another type',
      (review) => reply(review, { patchType: 'Merge', patch: base64('[{}]') }),
      'unsupported patch type "Merge"',
    ],
  ])('but says %s is blamed, or let pass', async (_, answer, problem) => {
    await mutate({});
    webhook.answer = answer;
    const refused = (await create()).failure();
    expect(refused).toMatchObject({ code: 500, reason: 'InternalError' });
    expect(refused.message).toContain(failed + problem);
    const body = { webhooks: [hook('m0.made.up', { failurePolicy: 'Ignore' })] };
    const contentType = merge;
    await server.send('PATCH', `${configurations}/mutatingwebhookconfigurations/m`, { body, contentType });
    expect((await create()).status).toBe(201);
    expect(audited.at(-1)?.annotations).toMatchObject({
      'failed-open.mutating.webhook.admission.k8s.io/round_0_index_0': 'm0.made.up',
    });
  });

  it.each<[number, string, string]>([
    [500, 'oh no', 'an error on the server ("oh no") has prevented the request from succeeding'],
    [404, '', 'the server could not find the requested resource'],
    [418, '', 'the server responded with the status code 418 but did not return more information'],
  ])('but with %i %j is blamed', async (status, text, problem) => {
    await mutate({});
    webhook.status = status;
    webhook.answer = () => text;
    expect((await create()).failure().message).toBe(`${failed}failed to call webhook: ${problem}`);
  });

  it('because it is not there is blamed', async () => {
    await mutate({ clientConfig: { url: 'https://127.0.0.1:1/x' } });
    expect((await create()).failure().message).toBe(
      `${failed}failed to call webhook: Post "https://127.0.0.1:1/x?timeout=10s": dial tcp 127.0.0.1:1: connect: connection refused`,
    );
  });

  it('because nobody vouches for it is blamed', async () => {
    const { url: place } = webhook.at('/m0.made.up');
    await mutate({ clientConfig: { url: place } });
    expect((await create()).failure().message).toBe(
      `${failed}failed to call webhook: Post "${url()}": tls: failed to verify certificate: x509: certificate signed by unknown authority`,
    );
  });

  it('in time is not waited for, nor longer than the client waits', async () => {
    await mutate({ timeoutSeconds: 30 });
    webhook.answer = () => undefined;
    expect((await create('a', '?timeout=10ms')).failure().message).toBe(
      `${failed}failed to call webhook: Post "${url('/m0.made.up?timeout=1s')}": context deadline exceeded`,
    );
  });

  it('but goes on for ever is cut off', async () => {
    await mutate({});
    const review = JSON.stringify({ a: 'x'.repeat(20 * 1024 * 1024) });
    webhook.answer = () => review;
    expect((await create()).failure().message).toContain(failed);
  });

  it('because its Service is not there, or nobody answers for it, is blamed', async () => {
    const service = { namespace: 'default', name: 'hooks', path: '/x' };
    await mutate({ clientConfig: { service } });
    const post = `${failed}failed to call webhook: Post "https://hooks.default.svc:443/x?timeout=10s": `;
    expect((await create()).failure().message).toBe(`${post}service "hooks" not found`);
    const spec = { ports: [{ port: 443 }] };
    await server.send('POST', '/api/v1/namespaces/default/services', { body: { metadata: { name: 'hooks' }, spec } });
    await server.send('POST', '/api/v1/namespaces/default/endpoints', { body: { metadata: { name: 'hooks' } } });
    expect((await create()).failure().message).toBe(`${post}no endpoints available for service "hooks"`);
  });
});
