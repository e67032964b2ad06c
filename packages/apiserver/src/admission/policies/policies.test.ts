import type { KubernetesObject, Status } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, startTestServer, type TestServer } from '../../conformance/test-server.js';

const group = '/apis/admissionregistration.k8s.io/v1';

let server: TestServer;
const audited: Record<string, string>[] = [];
beforeAll(async () => {
  server = await startTestServer({ audit: (line) => audited.push(JSON.parse(line).annotations ?? {}) });
});
afterAll(async () => {
  await server.close();
  expect(server.faults).toEqual([]);
});

let namespaces = 0;

/** A namespace of its own, with what `env` says of it. */
async function newNamespace(env = 'test'): Promise<string> {
  const name = `n${++namespaces}`;
  await server.send('POST', '/api/v1/namespaces', { body: { metadata: { name, labels: { env } } } });
  return name;
}

const rule = (resources: string[], more = {}) => ({
  ...{ apiGroups: ['*'], apiVersions: ['*'], operations: ['CREATE', 'UPDATE'], resources },
  ...more,
});

/** What is about one namespace alone. */
const within = (namespace: string, resources: string[] = ['configmaps'], more = {}) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  resourceRules: [rule(resources, more)],
});

async function put(resource: string, name: string, spec: object): Promise<void> {
  const { status, text } = await server.send('POST', `${group}/${resource}`, { body: { metadata: { name }, spec } });
  expect([status, status === 201 ? '' : text]).toEqual([201, '']);
}

async function validating(namespace: string, spec: object, binding: object = {}): Promise<void> {
  await put('validatingadmissionpolicies', namespace, { matchConstraints: within(namespace), ...spec });
  await put('validatingadmissionpolicybindings', namespace, {
    ...{ policyName: namespace, validationActions: ['Deny'] },
    ...binding,
  });
}

async function mutating(name: string, namespace: string, spec: object, binding: object = {}): Promise<void> {
  const constraints = { matchConstraints: within(namespace), reinvocationPolicy: 'Never' };
  await put('mutatingadmissionpolicies', name, { ...constraints, ...spec });
  await put('mutatingadmissionpolicybindings', name, { policyName: name, ...binding });
}

const configMap = (name: string, data?: Record<string, string>, labels?: Record<string, string>) => ({
  metadata: { name, ...(labels && { labels }) },
  ...(data && { data }),
});

function create(namespace: string, object: object, plural = 'configmaps'): Promise<Answer> {
  const path = plural === 'deployments' ? '/apis/apps/v1' : '/api/v1';
  return server.send('POST', `${path}/namespaces/${namespace}/${plural}`, { body: object });
}

const deployment = (replicas: number, more: object = {}) => ({
  metadata: { name: 'x' },
  spec: {
    ...{ replicas, selector: { matchLabels: { a: 'b' } } },
    template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'a', image: 'a' }], ...more } },
  },
});

const messageOf = ({ status, text }: Answer) => (status < 400 ? 'let pass' : (JSON.parse(text) as Status).message);

describe('validating policies', () => {
  it('deny in their own words, with their reason', async () => {
    const ns = await newNamespace();
    const validation = { expression: 'object.data.size() < 2', message: ' too much ', reason: 'Forbidden' };
    await validating(ns, { validations: [validation] });
    const answer = await create(ns, configMap('a', { x: '1', y: '2' }));
    const message = `ValidatingAdmissionPolicy '${ns}' with binding '${ns}' denied request: too much`;
    expect(answer.failure()).toMatchObject({
      ...{ code: 403, reason: 'Forbidden', message: `configmaps "a" is forbidden: ${message}` },
      details: { name: 'a', kind: 'configmaps', causes: [{ message }] },
    });
    expect((await create(ns, configMap('a', { x: '1' }))).status).toBe(201);
    const patch = { body: { data: { y: '2' } }, contentType: 'application/merge-patch+json' };
    expect((await server.send('PATCH', `/api/v1/namespaces/${ns}/configmaps/a`, patch)).status).toBe(403);
  });

  it.each<[string, object, string]>([
    ['a message of an expression', { messageExpression: '"not " + object.metadata.name' }, 'not a'],
    ['a message in the place of one that has lines', { messageExpression: '"a\\nb"', message: 'm' }, 'm'],
    ['a message in the place of one that fails', { messageExpression: 'string(object.nope)', message: 'm' }, 'm'],
    ['the expression', {}, `failed expression: object.metadata.name != 'a'`],
  ])('tell %s', async (_, more, told) => {
    const ns = await newNamespace();
    await validating(ns, { validations: [{ expression: `object.metadata.name != 'a'`, ...more }] });
    const answer = await create(ns, configMap('a'));
    expect([answer.status, messageOf(answer)]).toEqual([422, expect.stringMatching(`denied request: ${told}$`)]);
  });

  it.each([
    ['Fail', `denied request: expression 'object.data.x == "1"' resulted in error: no such key: data`],
    ['Ignore', 'let pass'],
  ])('that fail: %s', async (failurePolicy, expected) => {
    const ns = await newNamespace();
    await validating(ns, { failurePolicy, validations: [{ expression: 'object.data.x == "1"' }] });
    expect(messageOf(await create(ns, configMap('a')))).toContain(expected);
  });

  it('see the request, its namespace, who asks and what they may', async () => {
    const ns = await newNamespace('prod');
    const expressions = [
      `request.resource.resource == 'configmaps' && request.operation == 'CREATE'`,
      `namespaceObject.metadata.labels['env'] == 'prod'`,
      `request.userInfo.username == 'admin'`,
      `authorizer.requestResource.check('delete').allowed()`,
      `!authorizer.serviceAccount('default', 'nobody').group('').resource('pods').check('list').allowed()`,
      'oldObject == null && params == null',
    ].map((expression) => ({ expression }));
    await validating(ns, { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' }, validations: expressions });
    expect(messageOf(await create(ns, configMap('a')))).toBe('let pass');
  });

  it('look at what they name for themselves, in order', async () => {
    const ns = await newNamespace();
    const variables = [
      { name: 'data', expression: 'has(object.data) ? object.data : {}' },
      { name: 'count', expression: 'variables.data.size()' },
    ];
    await validating(ns, { variables, validations: [{ expression: 'variables.count == 1', message: 'one, please' }] });
    expect(messageOf(await create(ns, configMap('a')))).toContain('one, please');
    expect(messageOf(await create(ns, configMap('a', { x: '1' })))).toBe('let pass');
  });

  it('are about what their rules, selectors and conditions mean, and those of their bindings', async () => {
    const ns = await newNamespace();
    const matchConstraints = {
      ...within(ns, ['configmaps', 'secrets']),
      excludeResourceRules: [rule(['configmaps'], { resourceNames: ['spared'] })],
    };
    await validating(
      ns,
      {
        matchConstraints,
        matchConditions: [{ name: 'small', expression: '!has(object.data) || object.data.size() < 2' }],
        validations: [{ expression: 'false', message: 'meant' }],
      },
      { matchResources: { objectSelector: { matchLabels: { a: 'b' } }, resourceRules: [rule(['configmaps'])] } },
    );
    const labels = { a: 'b' };
    expect(messageOf(await create(ns, configMap('x', undefined, labels)))).toContain('meant');
    expect(messageOf(await create(ns, configMap('y')))).toBe('let pass');
    expect(messageOf(await create(ns, configMap('spared', undefined, labels)))).toBe('let pass');
    expect(messageOf(await create(ns, configMap('big', { x: '1', y: '2' }, labels)))).toBe('let pass');
    expect(messageOf(await create(ns, configMap('x', undefined, labels), 'secrets'))).toBe('let pass');
    expect(messageOf(await create(await newNamespace(), configMap('x', undefined, labels)))).toBe('let pass');
  });

  it('see objects in the version that their rules name', async () => {
    const ns = await newNamespace();
    const scaler = (apiVersion: string, metrics: object) => ({
      ...{ apiVersion, kind: 'HorizontalPodAutoscaler', metadata: { name: 'x' } },
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'x' }, maxReplicas: 2, ...metrics },
    });
    const matchConstraints = within(ns, ['horizontalpodautoscalers'], { apiVersions: ['v1'] });
    const expression =
      'object.spec.targetCPUUtilizationPercentage < 50 && request.kind.version == "v1" && request.requestKind.version == "v2"';
    await validating(ns, { matchConstraints, validations: [{ expression }] });
    const post = (averageUtilization: number) =>
      server.send('POST', `/apis/autoscaling/v2/namespaces/${ns}/horizontalpodautoscalers`, {
        body: scaler('autoscaling/v2', {
          metrics: [
            { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } },
          ],
        }),
      });
    expect(messageOf(await post(80))).toContain('failed expression');
    expect(messageOf(await post(40))).toBe('let pass');
  });

  it('warn, and leave notes in the audit log', async () => {
    const ns = await newNamespace();
    const auditAnnotations = [
      { key: 'name', valueExpression: 'string(object.metadata.name)' },
      { key: 'none', valueExpression: 'null' },
    ];
    const validations = [{ expression: 'true' }, { expression: 'false', message: 'a <b>' }];
    await validating(ns, { validations, auditAnnotations }, { validationActions: ['Warn', 'Audit'] });
    const { status, headers } = await create(ns, configMap('a'));
    const warning = `299 - "Validation failed for ValidatingAdmissionPolicy '${ns}' with binding '${ns}': a <b>"`;
    expect([status, headers.warning]).toEqual([201, [warning]]);
    const failure = {
      message: 'a <b>',
      policy: ns,
      binding: ns,
      expressionIndex: 1,
      validationActions: ['Warn', 'Audit'],
    };
    const noted = audited.findLast((annotations) => `${ns}/name` in annotations) ?? {};
    expect(noted).toEqual({
      [`${ns}/name`]: 'a',
      'validation.policy.admission.k8s.io/validation_failure': expect.stringContaining('a \\u003cb\\u003e'),
    });
    expect(JSON.parse(noted['validation.policy.admission.k8s.io/validation_failure'] ?? '')).toEqual([failure]);
  });

  it('may cost so much, and no more', async () => {
    const ns = await newNamespace();
    const list = `[${Array.from({ length: 80 }, (_, index) => index).join()}]`;
    const expression = `${list}.all(a, ${list}.all(b, a + b >= 0))`;
    await validating(ns, { validations: Array.from({ length: 60 }, () => ({ expression })) });
    await validating(`${ns}x`, {
      matchConstraints: within(ns),
      failurePolicy: 'Ignore',
      validations: Array.from({ length: 600 }, () => ({ expression })),
    });
    expect(messageOf(await create(ns, configMap('a')))).toBe('let pass');
    const many = { validations: Array.from({ length: 600 }, () => ({ expression })) };
    await validating(`${ns}y`, { matchConstraints: within(ns), ...many });
    expect(messageOf(await create(ns, configMap('a')))).toContain(
      'validation failed due to running out of cost budget',
    );
  });

  it('are not asked about policies, nor where nothing binds them', async () => {
    const all = { resourceRules: [rule(['*'])] };
    const spec = { matchConstraints: all, validations: [{ expression: 'false', message: 'no' }] };
    await put('validatingadmissionpolicies', 'everything', spec);
    const ns = await newNamespace();
    expect(messageOf(await create(ns, configMap('a')))).toBe('let pass');
    await put('validatingadmissionpolicybindings', 'everything', {
      policyName: 'everything',
      validationActions: ['Deny'],
    });
    expect(messageOf(await create(ns, configMap('b')))).toContain('no');
    const { status } = await server.send('DELETE', `${group}/validatingadmissionpolicybindings/everything`);
    expect(status).toBe(200);
    expect(messageOf(await create(ns, configMap('b')))).toBe('let pass');
  });

  it('are asked about deletions and connections as well', async () => {
    const ns = await newNamespace();
    const matchConstraints = within(ns, ['configmaps'], { operations: ['DELETE'] });
    const expression = 'object == null && oldObject.metadata.name != "kept"';
    await validating(ns, { matchConstraints, validations: [{ expression }] });
    await create(ns, configMap('kept'));
    await create(ns, configMap('gone'));
    const remove = (name: string) => server.send('DELETE', `/api/v1/namespaces/${ns}/configmaps/${name}`);
    expect(messageOf(await remove('kept'))).toContain('failed expression');
    expect(messageOf(await remove('gone'))).toBe('let pass');
  });
});

describe('parameters', () => {
  const paramKind = { apiVersion: 'v1', kind: 'ConfigMap' };
  const validations = [
    { expression: 'params.data.allowed == object.metadata.name', messageExpression: '"only " + params.data.allowed' },
  ];
  const only = (ns: string) => ({ paramKind, validations, matchConstraints: within(ns, ['secrets']) });
  const secret = (name: string) => ({ metadata: { name } });

  it('come from the namespace of the object, or from the one that is said', async () => {
    const [ns, other] = [await newNamespace(), await newNamespace()];
    await create(ns, configMap('rules', { allowed: 'here' }));
    await create(other, configMap('rules', { allowed: 'there' }));
    await validating(ns, only(ns), { paramRef: { name: 'rules', parameterNotFoundAction: 'Deny' } });
    expect(messageOf(await create(ns, secret('x'), 'secrets'))).toContain('only here');
    expect(messageOf(await create(ns, secret('here'), 'secrets'))).toBe('let pass');
    await put('validatingadmissionpolicybindings', other, {
      ...{ policyName: ns, validationActions: ['Deny'] },
      paramRef: { name: 'rules', namespace: other, parameterNotFoundAction: 'Deny' },
    });
    await server.send('DELETE', `${group}/validatingadmissionpolicybindings/${ns}`);
    expect(messageOf(await create(ns, secret('y'), 'secrets'))).toContain('only there');
  });

  it('are selected: the policy holds for each', async () => {
    const ns = await newNamespace();
    const selector = { matchLabels: { rules: 'yes' } };
    await validating(ns, only(ns), { paramRef: { selector, parameterNotFoundAction: 'Allow' } });
    expect(messageOf(await create(ns, secret('x'), 'secrets'))).toBe('let pass');
    await create(ns, configMap('a', { allowed: 'a' }, { rules: 'yes' }));
    expect(messageOf(await create(ns, secret('a'), 'secrets'))).toBe('let pass');
    await create(ns, configMap('b', { allowed: 'b' }, { rules: 'yes' }));
    expect(messageOf(await create(ns, secret('c'), 'secrets'))).toContain('only a');
  });

  it.each<[string, object, object, string]>([
    [
      'that are not there',
      {},
      { paramRef: { name: 'none', parameterNotFoundAction: 'Deny' } },
      'failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction',
    ],
    ['that need not be there', {}, { paramRef: { name: 'none', parameterNotFoundAction: 'Allow' } }, 'let pass'],
    [
      'of a kind that nobody knows',
      { paramKind: { apiVersion: 'made.up/v1', kind: 'Thing' } },
      { paramRef: { name: 'x', parameterNotFoundAction: 'Deny' } },
      "denied request: failed to configure policy: failed to find resource referenced by paramKind: 'made.up/v1, Kind=Thing'",
    ],
    [
      'of no namespace',
      { paramKind: { apiVersion: 'v1', kind: 'Node' } },
      { paramRef: { name: 'x', namespace: 'y', parameterNotFoundAction: 'Deny' } },
      'paramRef.namespace must not be provided for a cluster-scoped `paramKind`',
    ],
  ])('%s', async (_, policy, binding, expected) => {
    const ns = await newNamespace();
    await validating(ns, { ...only(ns), ...policy }, binding);
    expect(messageOf(await create(ns, secret('x'), 'secrets'))).toContain(expected);
  });

  it('may be of a custom kind', async () => {
    const ns = await newNamespace();
    const names = { plural: 'limits', kind: 'Limit' };
    const schema = { type: 'object', properties: { max: { type: 'integer' } } };
    await server.send('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
      body: {
        metadata: { name: 'limits.rules.example.com' },
        spec: {
          ...{ group: 'rules.example.com', scope: 'Cluster', names },
          versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
        },
      },
    });
    const made = await server.send('POST', '/apis/rules.example.com/v1/limits', {
      body: { apiVersion: 'rules.example.com/v1', kind: 'Limit', metadata: { name: 'small' }, max: 2 },
    });
    expect(made.status).toBe(201);
    await validating(
      ns,
      {
        matchConstraints: within(ns, ['deployments']),
        paramKind: { apiVersion: 'rules.example.com/v1', kind: 'Limit' },
        validations: [
          { expression: 'object.spec.replicas <= params.max', messageExpression: '"at most " + string(params.max)' },
        ],
      },
      { paramRef: { name: 'small', parameterNotFoundAction: 'Deny' } },
    );
    expect(messageOf(await create(ns, deployment(3), 'deployments'))).toContain('denied request: at most 2');
    expect(messageOf(await create(ns, deployment(2), 'deployments'))).toBe('let pass');
  });
});

describe('mutating policies', () => {
  const apply = (expression: string) => ({ patchType: 'ApplyConfiguration', applyConfiguration: { expression } });
  const patch = (expression: string) => ({ patchType: 'JSONPatch', jsonPatch: { expression } });
  const made = async (ns: string, object: object) => {
    const answer = await create(ns, object);
    expect([answer.status, answer.status === 201 ? '' : answer.text]).toEqual([201, '']);
    return answer.json<KubernetesObject & { data?: object }>();
  };

  it('state what they want, and it is merged', async () => {
    const ns = await newNamespace();
    const expression =
      'Object{metadata: Object.metadata{labels: {"by": request.userInfo.username}}, data: {"n": object.metadata.name}}';
    await mutating(ns, ns, { mutations: [apply(expression)] });
    const { metadata, data } = await made(ns, configMap('a', { x: '1' }, { a: 'b' }));
    expect([metadata.labels, data]).toEqual([
      { a: 'b', by: 'admin' },
      { x: '1', n: 'a' },
    ]);
  });

  it('merge lists by their keys', async () => {
    const ns = await newNamespace();
    const types = 'Object.spec.template.spec';
    const containers = `object.spec.template.spec.containers.map(c, ${types}.containers{name: c.name, image: c.image + ":1"})`;
    const expression = `Object{spec: Object.spec{template: Object.spec.template{spec: ${types}{containers: ${containers}}}}}`;
    await mutating(ns, ns, { matchConstraints: within(ns, ['deployments']), mutations: [apply(expression)] });
    const containersOf = (object: KubernetesObject) =>
      (object as unknown as ReturnType<typeof deployment>).spec.template.spec.containers;
    const answer = await create(ns, deployment(1, { nodeName: 'n' }), 'deployments');
    expect(containersOf(answer.json())).toMatchObject([{ name: 'a', image: 'a:1', imagePullPolicy: 'Always' }]);
  });

  it('patch, one after the other', async () => {
    const ns = await newNamespace();
    const labels = '[JSONPatch{op: "add", path: "/metadata/labels", value: {"a.b/c": "1"}}]';
    const more =
      '[JSONPatch{op: "add", path: "/metadata/labels/" + jsonpatch.escapeKey("d/e"), value: string(object.metadata.labels.size())}]';
    const refused =
      '[JSONPatch{op: "test", path: "/metadata/name", value: "other"}, JSONPatch{op: "remove", path: "/metadata/labels"}]';
    await mutating(ns, ns, { mutations: [patch(labels), patch(more), patch(refused)] });
    expect((await made(ns, configMap('a'))).metadata.labels).toEqual({ 'a.b/c': '1', 'd/e': '1' });
  });

  it('are evaluated again when others have changed the object, where they want it', async () => {
    const ns = await newNamespace();
    const count =
      '[JSONPatch{op: "add", path: "/data", value: {"seen": string(has(object.metadata.labels) ? object.metadata.labels.size() : 0)}}]';
    await mutating(`a-${ns}`, ns, { mutations: [patch(count)], reinvocationPolicy: 'IfNeeded' });
    await mutating(`b-${ns}`, ns, { mutations: [apply('Object{metadata: Object.metadata{labels: {"x": "y"}}}')] });
    expect((await made(ns, configMap('a'))).data).toEqual({ seen: '1' });
    await server.send('DELETE', `${group}/mutatingadmissionpolicies/a-${ns}`);
    await mutating(`a2-${ns}`, ns, { mutations: [patch(count)] });
    expect((await made(ns, configMap('b'))).data).toEqual({ seen: '0' });
  });

  it('are followed by validation', async () => {
    const ns = await newNamespace();
    await mutating(ns, ns, { mutations: [apply('Object{data: {"not valid": "x"}}')] });
    expect((await create(ns, configMap('a'))).failure().message).toContain('data[not valid]: Invalid value');
  });

  const by = (ns: string) => `policy '${ns}' with binding '${ns}' denied request: `;

  it.each<[string, object, string]>([
    ['an error', apply('Object{data: {"x": object.data.y}}'), 'resulted in error: no such key: data'],
    [
      'a name of a type',
      apply('Object{metadata: Object.meta{name: "x"}}'),
      'type mismatch: unexpected type name "Object.meta"',
    ],
    [
      'a field',
      apply('Object{nope: 1}'),
      'error applying patch: failed to convert patch object to typed object: .nope: field not declared in schema',
    ],
    ['a type', apply('Object{data: {"x": 1}}'), '.data.x: expected string'],
    [
      'a path',
      patch('[JSONPatch{op: "remove", path: "/a/b"}]'),
      'JSONPath: remove operation does not apply: doc is missing path',
    ],
  ])('that fail: %s', async (_, mutation, problem) => {
    const ns = await newNamespace();
    await mutating(ns, ns, { mutations: [mutation] });
    const answer = await create(ns, configMap('a'));
    const { code, reason, message, details } = answer.failure();
    expect([code, reason, message]).toEqual([403, 'Invalid', expect.stringContaining(problem)]);
    expect(message?.startsWith(by(ns))).toBe(true);
    expect(details?.causes).toEqual([{ message }]);
  });

  it('may not replace what is not merged', async () => {
    const ns = await newNamespace();
    const types = 'Object.spec.template.spec';
    const lost = `${types}{nodeSelector: {"a": "b"}, tolerations: [${types}.tolerations{key: "x"}]}`;
    const expression = `Object{spec: Object.spec{template: Object.spec.template{spec: ${lost}}}}`;
    await mutating(ns, ns, { matchConstraints: within(ns, ['deployments']), mutations: [apply(expression)] });
    const problem = 'invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: ';
    const paths = '.spec.template.spec.nodeSelector, .spec.template.spec.tolerations';
    expect((await create(ns, deployment(1), 'deployments')).failure().message).toContain(problem + paths);
  });

  it('that fail are let pass where that is said', async () => {
    const ns = await newNamespace();
    const mutations = [apply('Object{data: {"x": object.data.y}}'), apply('Object{data: {"z": "1"}}')];
    await mutating(ns, ns, { failurePolicy: 'Ignore', mutations });
    expect((await made(ns, configMap('a'))).data).toEqual({ z: '1' });
  });

  it('make no objects that are none', async () => {
    const ns = await newNamespace();
    await mutating(ns, ns, { mutations: [patch('[JSONPatch{op: "add", path: "/nope", value: 1}]')] });
    const answer = await create(ns, configMap('a'));
    expect([answer.status, messageOf(answer)]).toEqual([
      500,
      'Internal error occurred: strict decoding error: unknown field "nope"',
    ]);
  });
});
