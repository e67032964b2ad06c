import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCluster, type TestCluster } from './support/cluster.js';
import { call, type HttpCall } from './support/http.js';

const configMaps = '/api/v1/namespaces/default/configmaps';
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const post = (body: HttpCall['body'], headers: Record<string, string> = {}): HttpCall => ({
  method: 'POST',
  body,
  headers,
});
const patch = (body: unknown, type: string): HttpCall => ({
  method: 'PATCH',
  body: JSON.stringify(body),
  headers: { 'content-type': type },
});

function configMap(metadata: object, rest: object = {}) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, ...rest };
}

/** Each case: what is sent, and the code, reason and part of the message that Kubernetes answers. */
const cases: [string, string, HttpCall, number, string, string | RegExp][] = [
  ['JSON that ends too early', configMaps, post('{"kind":'), 400, 'BadRequest', ''],
  ['JSON that is no object', configMaps, post('[1,2]'), 400, 'BadRequest', ''],
  ['YAML that is broken', configMaps, post('a: [', { 'content-type': 'application/yaml' }), 400, 'BadRequest', ''],
  ['an empty body', configMaps, post(''), 400, 'BadRequest', ''],
  [
    'a content type nobody reads',
    configMaps,
    post('x', { 'content-type': 'text/csv' }),
    415,
    'UnsupportedMediaType',
    '',
  ],
  [
    'a wrong type in a field',
    configMaps,
    post(configMap({ name: 'x' }, { data: 5 })),
    400,
    'BadRequest',
    'cannot unmarshal',
  ],
  [
    'another kind than the path says',
    configMaps,
    post({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' } }),
    400,
    'BadRequest',
    '',
  ],
  [
    'no name',
    configMaps,
    post(configMap({})),
    422,
    'Invalid',
    'metadata.name: Required value: name or generateName is required',
  ],
  [
    'a name with capitals',
    configMaps,
    post(configMap({ name: 'Bad_Name' })),
    422,
    'Invalid',
    'ConfigMap "Bad_Name" is invalid: metadata.name: Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain',
  ],
  [
    'a name that is too long',
    configMaps,
    post(configMap({ name: 'a'.repeat(254) })),
    422,
    'Invalid',
    'must be no more than 253',
  ],
  [
    'a label that is too long',
    configMaps,
    post(configMap({ name: 'x', labels: { a: 'b'.repeat(64) } })),
    422,
    'Invalid',
    'must be no more than 63',
  ],
  [
    'a namespace that is not the path’s',
    configMaps,
    post(configMap({ name: 'x', namespace: 'other' })),
    400,
    'BadRequest',
    'the namespace of the provided object does not match the namespace sent on the request',
  ],
  [
    'a namespace that does not exist',
    '/api/v1/namespaces/nowhere/configmaps',
    post(configMap({ name: 'x' })),
    404,
    'NotFound',
    'namespaces "nowhere" not found',
  ],
  [
    'an unknown field, strictly',
    `${configMaps}?fieldValidation=Strict`,
    post(configMap({ name: 'x' }, { spec: { a: 1 } })),
    400,
    'BadRequest',
    'strict decoding error: unknown field "spec"',
  ],
  [
    'a key that is no file name',
    configMaps,
    post(configMap({ name: 'x' }, { data: { 'a/b': 'c' } })),
    422,
    'Invalid',
    'data[a/b]: Invalid value',
  ],
  [
    'a body over 3 MiB',
    configMaps,
    post(configMap({ name: 'x' }, { data: { a: 'b'.repeat(3 * 1024 * 1024 + 1) } })),
    413,
    'RequestEntityTooLarge',
    'Request entity too large: limit is 3145728',
  ],
  ['a dry run of another sort', `${configMaps}?dryRun=Some`, post(configMap({ name: 'x' })), 422, 'Invalid', ''],
  [
    'a selector that is broken',
    `${configMaps}?labelSelector=a%3D%3D%3Db`,
    {},
    400,
    'BadRequest',
    'unable to parse requirement',
  ],
  [
    'a field selector that nobody knows',
    `${configMaps}?fieldSelector=data.a%3Db`,
    {},
    400,
    'BadRequest',
    '"data.a" is not a known field selector: only "metadata.name", "metadata.namespace"',
  ],
  ['a limit that is no number', `${configMaps}?limit=many`, {}, 400, 'BadRequest', ''],
  [
    'a continue token that is made up',
    `${configMaps}?continue=abc`,
    {},
    400,
    'BadRequest',
    'continue key is not valid',
  ],
  ['a resourceVersion that is no number', `${configMaps}?resourceVersion=abc`, {}, 400, 'BadRequest', ''],
  [
    'a path that is not served',
    '/api/v1/namespaces/default/gadgets',
    {},
    404,
    'NotFound',
    'the server could not find the requested resource',
  ],
  [
    'a method that is not allowed',
    configMaps,
    { method: 'PUT', body: {} },
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
  ],
  [
    'an Accept that cannot be given',
    configMaps,
    { headers: { accept: 'image/png' } },
    406,
    'NotAcceptable',
    'Available representations: application/json, application/yaml',
  ],
  [
    'a patch of a type nobody knows',
    `${configMaps}/target`,
    patch({}, 'application/patch'),
    415,
    'UnsupportedMediaType',
    '',
  ],
  [
    'a JSON patch that is no list',
    `${configMaps}/target`,
    patch({ a: 1 }, 'application/json-patch+json'),
    400,
    'BadRequest',
    '',
  ],
  [
    'a JSON patch of a path that is not there',
    `${configMaps}/target`,
    patch([{ op: 'remove', path: '/data/zzz' }], 'application/json-patch+json'),
    422,
    'Invalid',
    '',
  ],
  [
    'a patch that renames',
    `${configMaps}/target`,
    patch({ metadata: { name: 'other' } }, 'application/merge-patch+json'),
    400,
    'BadRequest',
    'the name of the object (other) does not match the name on the URL (target)',
  ],
  [
    'a Deployment whose selector misses its template',
    deployments,
    post({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'd' },
      spec: {
        selector: { matchLabels: { a: 'b' } },
        template: { metadata: { labels: { a: 'c' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
      },
    }),
    422,
    'Invalid',
    '`selector` does not match template `labels`',
  ],
  [
    'a Deployment without containers',
    deployments,
    post({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'd' },
      spec: {
        selector: { matchLabels: { a: 'b' } },
        template: { metadata: { labels: { a: 'b' } }, spec: { containers: [] } },
      },
    }),
    422,
    'Invalid',
    'spec.template.spec.containers: Required value',
  ],
  [
    'negative replicas',
    deployments,
    post({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'd' },
      spec: {
        replicas: -1,
        selector: { matchLabels: { a: 'b' } },
        template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
      },
    }),
    422,
    'Invalid',
    'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
  ],
];

describe('bad input', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
    await call(cluster, configMaps, post(configMap({ name: 'target' }, { data: { a: 'b' } })));
  }, 120_000);
  afterAll(() => cluster?.destroy(), 120_000);

  it.each(cases)('%s', async (_, path, request, code, reason, message) => {
    const answer = await call(cluster, path, request);
    expect(answer.json).toMatchObject({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason });
    expect(answer.status).toBe(code);
    if (typeof message === 'string') expect(answer.json.message).toContain(message);
    else expect(answer.json.message).toMatch(message);
  });

  it('a group that is not served is a page that is not there, as for Go’s own server', async () => {
    const answer = await call(cluster, '/apis/example.com/v1/things');
    expect([answer.status, answer.headers['content-type'], answer.text]).toEqual([
      404,
      'text/plain; charset=utf-8',
      '404 page not found\n',
    ]);
  });

  it('a watch from no revision is what kube-apiserver has no reason for', async () => {
    const answer = await call(cluster, `${configMaps}?watch=1&resourceVersion=abc`);
    expect(answer.json).toMatchObject({ kind: 'Status', status: 'Failure', code: 500 });
    expect(answer.json).not.toHaveProperty('reason');
    expect(answer.json.message).toContain('resourceVersion: Invalid value: "abc": strconv.ParseUint');
  });

  it('takes an object of 10,000 keys, and warns of fields it does not know', async () => {
    const data = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`key-${index}`, String(index)]));
    const created = await call(cluster, configMaps, post(configMap({ name: 'large' }, { data, nonsense: true })));
    expect(created.status).toBe(201);
    expect(created.headers.warning).toContain('unknown field \\"nonsense\\"');
    expect(Object.keys(created.json.data)).toHaveLength(10_000);
    expect(created.json).not.toHaveProperty('nonsense');
  });

  it('keeps what was there, whatever was tried', async () => {
    expect((await call(cluster, `${configMaps}/target`)).json.data).toEqual({ a: 'b' });
  });

  it('survives generated garbage without a 5xx', async () => {
    const random = generator(42);
    const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
    const types = [
      'application/json',
      'application/yaml',
      'application/merge-patch+json',
      'application/json-patch+json',
      'application/strategic-merge-patch+json',
      'application/apply-patch+yaml',
      'application/vnd.kubernetes.protobuf',
      'x',
    ];
    for (let round = 0; round < 400; round++) {
      const method = pick(methods, random);
      const path = garbagePath(random);
      const headers = {
        'content-type': pick(types, random),
        accept: pick(['application/json', '*/*', 'application/json;as=Table;v=v1;g=meta.k8s.io', 'x/y;;;', ''], random),
      };
      const body = method === 'GET' || method === 'HEAD' ? undefined : garbageBody(random);
      const answer = await call(cluster, path, { method, headers, ...(body !== undefined && { body }) });
      // kube-apiserver has no reason for some mistakes of clients, and calls them a 500.
      if (answer.status === 500 && answer.json?.kind === 'Status' && answer.json.reason === undefined) continue;
      expect(answer.status, `${method} ${path} ${JSON.stringify(headers)} ${body}`).toBeLessThan(500);
    }
    expect((await call(cluster, '/readyz')).status).toBe(200);
  });
});

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

function pick<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)] as T;
}

function garbagePath(random: () => number): string {
  const segments = [
    'api',
    'apis',
    'v1',
    'apps',
    'namespaces',
    'default',
    'fuzz',
    'configmaps',
    'pods',
    'deployments',
    'x',
    'status',
    'scale',
    'log',
    '%00',
    '%2e%2e',
    '..',
    '%ff',
    'a'.repeat(300),
    '__proto__',
    'constructor',
  ];
  const queries = [
    '',
    '?limit=-1',
    '?watch=true&timeoutSeconds=1',
    '?labelSelector=%ZZ',
    '?fieldSelector=,,',
    '?continue=%7B%7D',
    '?resourceVersion=-1',
    '?dryRun=All',
    '?pretty=1',
    '?fieldManager=%F0',
    '?__proto__=1',
    '?limit=1&limit=2',
  ];
  const known = [configMaps, `${configMaps}/fuzz`, `${deployments}/fuzz/scale`, `${deployments}/fuzz/status`];
  const path =
    random() < 0.5
      ? pick(known, random)
      : `/${Array.from({ length: Math.ceil(random() * 7) }, () => pick(segments, random)).join('/')}`;
  return path + pick(queries, random);
}

function garbageBody(random: () => number): string {
  const values = [
    'null',
    '1e400',
    '"\\u0000"',
    '[[[[]]]]',
    '{"__proto__":{"a":1}}',
    '{"metadata":null}',
    '{"metadata":{"name":5}}',
    '{"spec":{"replicas":1e99}}',
    '{"metadata":{"labels":[]}}',
    '\u{1F4A5}',
    '',
    '{',
    '{"a":1,"a":2}',
    '- a\n- b',
    '&a [*a]',
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"fuzz","finalizers":["x"]},"data":{"a":null}}',
    '[{"op":"replace","path":"/metadata","value":null}]',
    '[{"op":"copy","from":"","path":"/data/x"}]',
    '{"$patch":"delete"}',
    '{"data":{"$patch":"replace"}}',
    '{"metadata":{"managedFields":[{}]}}',
    '{"metadata":{"ownerReferences":[{}]}}',
    '{"metadata":{"creationTimestamp":"yesterday"}}',
  ];
  return pick(values, random);
}
