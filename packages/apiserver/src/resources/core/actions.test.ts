import { type KubernetesObject, notFound, type Pod, serviceUnavailable } from '@sampan/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { User } from '../../authentication/user.js';
import { type RunningApiserver, startApiserver } from '../../server/start-apiserver.js';

const admin: User = { name: 'admin', groups: ['system:masters', 'system:authenticated'] };
const pods = '/api/v1/namespaces/default/pods';

let api: RunningApiserver;
/** What the agent of node-1 answers, and the path that it was asked for. */
const agent = { status: 200, text: 'hello\n', path: '' };

beforeAll(async () => {
  api = await startApiserver({
    nodes: {
      request: async (node, path) => {
        if (node !== 'node-1') throw serviceUnavailable(`the agent of node ${node} cannot be reached`);
        agent.path = path;
        return {
          status: agent.status,
          headers: {},
          body: (async function* () {
            yield Buffer.from(agent.text);
          })(),
        };
      },
      connectToPod: async () => {
        throw serviceUnavailable('nobody is there');
      },
      upgrade: async () => {
        throw notFound({ group: '', resource: 'nodes' }, 'node-1');
      },
    },
  });
  await post('/api/v1/namespaces/default/serviceaccounts', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default' },
  });
});

afterAll(() => api.close());

beforeEach(async () => {
  await call('DELETE', `${pods}/web?gracePeriodSeconds=0`);
  await post(pods, pod('web'));
});

describe('binding', () => {
  const binding = (name: string, target: object = { kind: 'Node', name: 'node-1' }) => ({
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name },
    target,
  });

  it('assigns a Pod once', async () => {
    expect(await post(`${pods}/web/binding`, binding('web'))).toMatchObject({
      kind: 'Status',
      status: 'Success',
      code: 201,
    });
    expect(await call('GET', `${pods}/web`)).toMatchObject({
      metadata: { generation: 1 },
      spec: { nodeName: 'node-1' },
      status: { conditions: [{ type: 'PodScheduled', status: 'True' }] },
    });
    expect(await post(`${pods}/web/binding`, binding('web'))).toMatchObject({
      code: 409,
      message: 'Operation cannot be fulfilled on pods/binding "web": pod web is already assigned to node "node-1"',
    });
  });

  it('works by the namespace as well', async () => {
    expect(await post('/api/v1/namespaces/default/bindings', binding('web'))).toMatchObject({ kind: 'Binding' });
    expect(await call('GET', `${pods}/web`)).toMatchObject({ spec: { nodeName: 'node-1' } });
  });

  it('needs a node', async () => {
    expect(await post(`${pods}/web/binding`, binding('web', { kind: 'Pod' }))).toMatchObject({
      code: 500,
      message:
        '[target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>", target.name: Required value]',
    });
  });
});

describe('eviction', () => {
  it('deletes', async () => {
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'web' } };
    expect(await post(`${pods}/web/eviction`, eviction)).toMatchObject({ status: 'Success', code: 201 });
    expect(await call('GET', `${pods}/web`)).toMatchObject({ code: 404 });
  });

  it('leaves the Pod in a dry run, as `kubectl drain --dry-run=server` asks for it', async () => {
    const metadata = { name: 'web' };
    // The older version looks alike, and is taken as well.
    const eviction = { apiVersion: 'policy/v1beta1', kind: 'Eviction', metadata, deleteOptions: { dryRun: ['All'] } };
    expect(await post(`${pods}/web/eviction`, eviction)).toMatchObject({ status: 'Success', code: 201 });
    expect(await call('GET', `${pods}/web`)).toMatchObject({ metadata });
  });
});

describe('logs', () => {
  it('are empty before there is a node', async () => {
    expect(await text(`${pods}/web/log`)).toBe('');
  });

  it('come from the agent', async () => {
    await assign();
    expect(await text(`${pods}/web/log?tailLines=5&follow=true`)).toBe('hello\n');
    expect(agent.path).toBe('/containerLogs/default/web/c?tailLines=5&follow=true');
  });

  it('say what the agent refuses', async () => {
    await assign();
    Object.assign(agent, { status: 400, text: 'container "c" in pod "web" is waiting to start: ContainerCreating' });
    expect(await call('GET', `${pods}/web/log`)).toMatchObject({
      code: 400,
      reason: 'BadRequest',
      message: 'container "c" in pod "web" is waiting to start: ContainerCreating',
    });
    Object.assign(agent, { status: 200, text: 'hello\n' });
  });

  it.each([
    ['container=x', 400, 'container x is not valid for pod web'],
    [
      'tailLines=-1',
      422,
      'PodLogOptions "web" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0',
    ],
    [
      'sinceSeconds=1&sinceTime=2026-01-01T00:00:00Z',
      422,
      'PodLogOptions "web" is invalid: []: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified',
    ],
  ])('refuse %s', async (query, code, message) => {
    expect(await call('GET', `${pods}/web/log?${query}`)).toMatchObject({ code, message });
  });

  it('are those of the only container where there are others that prepare for it', async () => {
    await call('DELETE', `${pods}/one?gracePeriodSeconds=0`);
    await post(pods, pod('one', { nodeName: 'node-1', initContainers: [{ name: 'i', image: 'x' }] }));
    await api.request({ method: 'GET', url: `${pods}/one/log`, user: admin });
    expect(agent.path).toBe('/containerLogs/default/one/c?');
  });

  it('need a container where there are several', async () => {
    await post(
      pods,
      pod('two', {
        containers: [
          { name: 'a', image: 'x' },
          { name: 'b', image: 'x' },
        ],
        initContainers: [{ name: 'i', image: 'x' }],
      }),
    );
    expect(await call('GET', `${pods}/two/log`)).toMatchObject({
      code: 400,
      message:
        'a container name must be specified for pod two, choose one of: [a b] or one of the init containers: [i]',
    });
  });
});

describe('the other views of a Pod', () => {
  it('add containers to look into it', async () => {
    const { spec, ...rest } = (await call('GET', `${pods}/web`)) as Pod;
    const next = {
      ...rest,
      spec: { ...spec, ephemeralContainers: [{ name: 'debug', image: 'x', targetContainerName: 'c' }] },
    };
    expect(await call('PUT', `${pods}/web/ephemeralcontainers`, next)).toMatchObject({
      spec: { ephemeralContainers: [{ name: 'debug' }] },
    });
    const removed = (await call('GET', `${pods}/web`)) as Pod;
    removed.spec.ephemeralContainers = [];
    expect(await call('PUT', `${pods}/web/ephemeralcontainers`, removed)).toMatchObject({ code: 422 });
  });

  it('resize it', async () => {
    const current = (await call('GET', `${pods}/web`)) as Pod;
    const resources = { requests: { cpu: '100m' } };
    current.spec.containers = [{ ...current.spec.containers[0], name: 'c', image: 'other', resources }];
    expect(await call('PUT', `${pods}/web/resize`, current)).toMatchObject({
      code: 422,
      message: expect.stringContaining('Pod QOS Class may not change as a result of resizing'),
    });
    const sized = { ...current, metadata: { name: 'sized', namespace: 'default' } };
    await post(pods, sized);
    sized.spec.containers = [
      { ...current.spec.containers[0], name: 'c', image: 'x', resources: { requests: { cpu: '2' } } },
    ];
    // What is not of the resize stays as it is.
    expect(await call('PUT', `${pods}/sized/resize`, sized)).toMatchObject({
      metadata: { generation: 2 },
      spec: { containers: [{ image: 'other', resources: { requests: { cpu: '2' } } }] },
    });
  });
});

describe('tokens', () => {
  it('are issued for an account, and recognized', async () => {
    const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 600 } };
    const issued = (await post('/api/v1/namespaces/default/serviceaccounts/default/token', request)) as {
      status: { token: string };
    };
    const review = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenReview',
      spec: { token: issued.status.token },
    };
    expect(await post('/apis/authentication.k8s.io/v1/tokenreviews', review)).toMatchObject({
      status: { authenticated: true, user: { username: 'system:serviceaccount:default:default' } },
    });
    const other = { ...review, spec: { token: 'x.y.z' } };
    expect(await post('/apis/authentication.k8s.io/v1/tokenreviews', other)).toMatchObject({
      status: { error: 'invalid bearer token' },
    });
  });

  it('live at least ten minutes', async () => {
    const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 5 } };
    expect(await post('/api/v1/namespaces/default/serviceaccounts/default/token', request)).toMatchObject({
      code: 422,
      message:
        'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 5: may not specify a duration less than 10 minutes',
    });
  });
});

describe('reviews of access', () => {
  const group = '/apis/authorization.k8s.io/v1';
  const review = (kind: string, spec: object) => ({ apiVersion: 'authorization.k8s.io/v1', kind, spec });
  const listPods = { resourceAttributes: { verb: 'list', resource: 'pods', namespace: 'default' } };

  it.each<[string, string, object, object]>([
    [
      'for oneself',
      `${group}/selfsubjectaccessreviews`,
      review('SelfSubjectAccessReview', listPods),
      { status: { allowed: true } },
    ],
    [
      'for another',
      `${group}/subjectaccessreviews`,
      review('SubjectAccessReview', { user: 'bob', ...listPods }),
      { status: { allowed: false } },
    ],
    ['for nobody', `${group}/subjectaccessreviews`, review('SubjectAccessReview', listPods), { code: 422 }],
    ['for nothing', `${group}/selfsubjectaccessreviews`, review('SelfSubjectAccessReview', {}), { code: 422 }],
    [
      'for another namespace',
      `${group}/namespaces/other/localsubjectaccessreviews`,
      review('LocalSubjectAccessReview', { user: 'bob', ...listPods }),
      { code: 422 },
    ],
    [
      'for rules',
      `${group}/selfsubjectrulesreviews`,
      review('SelfSubjectRulesReview', { namespace: 'default' }),
      { status: { resourceRules: [{ verbs: ['*'] }] } },
    ],
  ])('answer %s', async (_case, url, body, answer) => {
    expect(await post(url, body)).toMatchObject(answer);
  });
});

describe('events of both groups', () => {
  it('are the same events', async () => {
    const event = {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: 'e' },
      eventTime: '2026-01-01T00:00:00.000000Z',
      reportingController: 'kubelet',
      reportingInstance: 'node-1',
      action: 'Start',
      reason: 'Started',
      regarding: { kind: 'Pod', name: 'web', namespace: 'default' },
      note: 'Started container c',
      type: 'Normal',
    };
    await post('/apis/events.k8s.io/v1/namespaces/default/events', event);
    expect(await call('GET', '/api/v1/namespaces/default/events?fieldSelector=involvedObject.name=web')).toMatchObject({
      items: [
        {
          involvedObject: { name: 'web' },
          message: 'Started container c',
          reportingComponent: 'kubelet',
        },
      ],
    });
    expect(await call('GET', '/apis/events.k8s.io/v1/namespaces/default/events/e')).toMatchObject(event);
  });
});

function pod(name: string, spec: Partial<Pod['spec']> = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers: [{ name: 'c', image: 'hello' }], ...spec },
  };
}

async function assign(): Promise<void> {
  await post(`${pods}/web/binding`, {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name: 'web' },
    target: { name: 'node-1' },
  });
}

function post(url: string, body: object): Promise<unknown> {
  return call('POST', url, body);
}

async function call(method: string, url: string, body?: object): Promise<unknown> {
  return JSON.parse(await text(url, method, body)) as KubernetesObject;
}

async function text(url: string, method = 'GET', body?: object): Promise<string> {
  const content =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const response = await api.request({ method, url, user: admin, ...content });
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
