import type { KubernetesObject, Pod, SelfSubjectRulesReview, SubjectAccessReview } from '@sampan/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { User } from '../../authentication/user.js';
import { type RunningApiserver, startApiserver } from '../../server/start-apiserver.js';

const admin: User = { name: 'admin', groups: ['system:masters', 'system:authenticated'] };
const agent: User = { name: 'system:node:node-1', groups: ['system:nodes', 'system:authenticated'] };
const stranger = "no relationship found between node 'node-1' and this object";

let api: RunningApiserver;
let serial = 0;
/** A namespace of the test's own. */
let namespace: string;

beforeAll(async () => {
  api = await startApiserver();
});
afterAll(() => api.close());
beforeEach(async () => {
  namespace = `n${++serial}`;
  await create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, '');
  await create('serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } });
  for (const name of ['used', 'other']) {
    await create('secrets', { apiVersion: 'v1', kind: 'Secret', metadata: { name } });
    await create('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
  }
});

const usesSecret: Partial<Pod['spec']> = { volumes: [{ name: 'v', secret: { secretName: 'used' } }] };
const secret = (name: string) => `secrets/${name}`;

describe('an agent reads', () => {
  it('Secrets and ConfigMaps that a Pod of its node refers to, while it does', async () => {
    const references = {
      ...usesSecret,
      containers: [{ name: 'c', image: 'i', envFrom: [{ configMapRef: { name: 'used' } }] }],
    };
    await createPod('mine', { ...references, nodeName: 'node-1' });
    expect(await statusOf(secret('used'))).toBe(200);
    expect(await statusOf('configmaps/used')).toBe(200);
    expect(await statusOf(secret('other'))).toBe(403);
    expect(await statusOf('configmaps/other')).toBe(403);
    await call('DELETE', `${here()}/pods/mine?gracePeriodSeconds=0`, undefined, admin);
    expect(await statusOf(secret('used'))).toBe(403);
    expect(await statusOf('configmaps/used')).toBe(403);
  });

  it('claims that its Pods name, and the volumes that those have', async () => {
    for (const name of ['mine', 'other']) {
      const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
      await create('persistentvolumeclaims', {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name },
        spec,
      });
      const claimRef = { namespace, name };
      const volume = {
        accessModes: ['ReadWriteOnce'],
        capacity: { storage: '1Gi' },
        hostPath: { path: '/x' },
        claimRef,
      };
      const metadata = { name: `${namespace}-${name}` };
      await create('persistentvolumes', { apiVersion: 'v1', kind: 'PersistentVolume', metadata, spec: volume }, '');
    }
    const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'mine' } }];
    await createPod('mine', { volumes, nodeName: 'node-1' });
    const get = (path: string) => call('GET', path, undefined, agent);
    expect((await get(`${here()}/persistentvolumeclaims/mine`)).status).toBe(200);
    expect((await get(`${here()}/persistentvolumeclaims/other`)).status).toBe(403);
    expect((await get(`/api/v1/persistentvolumes/${namespace}-mine`)).status).toBe(200);
    expect((await get(`/api/v1/persistentvolumes/${namespace}-other`)).status).toBe(403);
  });

  it('nothing of what Pods of other nodes refer to, nor those that wait for a node', async () => {
    await createPod('elsewhere', { ...usesSecret, nodeName: 'node-2' });
    await createPod('waiting', usesSecret);
    expect(await messageOf(secret('used'))).toBe(
      `secrets "used" is forbidden: User "system:node:node-1" cannot get resource "secrets" in API group "" in the namespace "${namespace}": ${stranger}`,
    );
  });

  it('what a Pod refers to from the moment in which it is bound', async () => {
    await createPod('waiting', usesSecret);
    const target = { apiVersion: 'v1', kind: 'Node', name: 'node-1' };
    const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'waiting' }, target };
    await create('pods/waiting/binding', binding);
    expect(await statusOf(secret('used'))).toBe(200);
  });

  it('what a debug container refers to', async () => {
    await createPod('mine', { nodeName: 'node-1' });
    expect(await statusOf(secret('used'))).toBe(403);
    const pod = (await call('GET', `${here()}/pods/mine`, undefined, admin)).body as Pod;
    const debugger_ = { name: 'debug', image: 'i', envFrom: [{ secretRef: { name: 'used' } }] };
    pod.spec.ephemeralContainers = [debugger_];
    expect(await call('PUT', `${here()}/pods/mine/ephemeralcontainers`, pod, admin)).toMatchObject({ status: 200 });
    expect(await statusOf(secret('used'))).toBe(200);
  });

  it('single objects by list and watch, never collections', async () => {
    await createPod('mine', { ...usesSecret, nodeName: 'node-1' });
    const byName = (name: string) => `secrets?fieldSelector=metadata.name%3D${name}`;
    expect(await statusOf(byName('used'))).toBe(200);
    expect(await statusOf(`${byName('used')}&watch=true`)).toBe(200);
    expect(await statusOf(byName('other'))).toBe(403);
    expect(await messageOf('secrets')).toContain(': No Object name found');
    expect((await call('GET', '/api/v1/secrets', undefined, agent)).status).toBe(403);
    expect(await messageOf(secret('used'), 'DELETE')).toContain(': can only read resources of this type');
  });

  it('Pods of its own node', async () => {
    await createPod('mine', { nodeName: 'node-1' });
    await createPod('elsewhere', { nodeName: 'node-2' });
    expect(await statusOf('pods/mine')).toBe(200);
    expect(await statusOf('pods/elsewhere')).toBe(403);
    expect(await statusOf('pods?fieldSelector=metadata.name%3Dmine')).toBe(200);
    const ofNode = (node: string) =>
      call('GET', `/api/v1/pods?fieldSelector=spec.nodeName%3D${node}`, undefined, agent);
    expect((await ofNode('node-1')).status).toBe(200);
    expect((await ofNode('node-2')).body).toMatchObject({
      code: 403,
      message: expect.stringContaining(': can only list/watch pods with spec.nodeName field selector'),
    });
    expect(await statusOf('pods')).toBe(403);
    expect((await call('GET', '/api/v1/pods?fieldSelector=spec.nodeName!%3Dnode-1', undefined, agent)).status).toBe(
      403,
    );
  });

  it('its own Node and Lease, and Services', async () => {
    const get = async (path: string) => (await call('GET', path, undefined, agent)).status;
    expect(await get('/api/v1/nodes/node-1')).toBe(404);
    expect(await get('/api/v1/nodes?fieldSelector=metadata.name%3Dnode-1')).toBe(200);
    expect(await get('/api/v1/nodes/node-2')).toBe(403);
    expect(await get('/api/v1/nodes')).toBe(403);
    const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';
    expect(await get(`${leases}/node-1`)).toBe(404);
    expect(await get(`${leases}/node-2`)).toBe(403);
    expect(await get(leases)).toBe(403);
    expect(await get('/api/v1/services')).toBe(200);
    expect(await get('/apis/discovery.k8s.io/v1/endpointslices')).toBe(403);
    expect(await get('/api/v1/namespaces')).toBe(403);
  });
});

describe('an agent writes', () => {
  it('tokens of accounts that its Pods have', async () => {
    await create('serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'other' } });
    const { metadata } = await createPod('mine', { nodeName: 'node-1' });
    const boundObjectRef = { apiVersion: 'v1', kind: 'Pod', name: 'mine', uid: metadata.uid };
    const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { boundObjectRef } };
    const tokenOf = (account: string) => call('POST', `${here()}/serviceaccounts/${account}/token`, review, agent);
    expect((await tokenOf('default')).status).toBe(201);
    expect((await tokenOf('other')).body).toMatchObject({ message: expect.stringContaining(stranger) });
  });

  it('nothing else of the cluster', async () => {
    await createPod('mine', { ...usesSecret, nodeName: 'node-1' });
    const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'new' } };
    expect((await call('POST', `${here()}/configmaps`, configMap, agent)).status).toBe(403);
    expect(await statusOf('pods/mine', 'PUT')).toBe(403);
    expect(await statusOf('pods', 'DELETE')).toBe(403);
    expect((await call('DELETE', '/api/v1/nodes/node-1', undefined, agent)).status).toBe(403);
    expect(await statusOf('services/x/status', 'PATCH')).toBe(403);
  });
});

describe('reviews', () => {
  it('answer as requests are', async () => {
    await createPod('mine', { ...usesSecret, nodeName: 'node-1' });
    const review = async (resourceAttributes: object) => {
      const spec = { user: agent.name, groups: [...agent.groups], resourceAttributes };
      const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec };
      const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
      return ((await call('POST', path, body, admin)).body as SubjectAccessReview).status;
    };
    expect(await review({ verb: 'get', resource: 'secrets', namespace, name: 'used' })).toEqual({ allowed: true });
    expect(await review({ verb: 'get', resource: 'secrets', namespace, name: 'other' })).toEqual({
      allowed: false,
      reason: stranger,
    });
    const fieldSelector = { requirements: [{ key: 'spec.nodeName', operator: 'In', values: ['node-1'] }] };
    expect(await review({ verb: 'list', resource: 'pods', fieldSelector })).toEqual({ allowed: true });
    const rawSelector = { rawSelector: 'spec.nodeName=node-2' };
    expect(await review({ verb: 'list', resource: 'pods', fieldSelector: rawSelector })).toMatchObject({
      allowed: false,
    });
  });

  it('do not claim to know all rules of an agent', async () => {
    const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } };
    const path = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews';
    expect(((await call('POST', path, body, agent)).body as SelfSubjectRulesReview).status).toMatchObject({
      incomplete: true,
      evaluationError: 'node authorizer does not support user rule resolution',
    });
  });
});

function here(): string {
  return `/api/v1/namespaces/${namespace}`;
}

async function createPod(name: string, spec: Partial<Pod['spec']>): Promise<Pod> {
  const containers = [{ name: 'c', image: 'i' }];
  return (await create('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers, ...spec },
  })) as Pod;
}

/** As the administrator; throws where it is not done. */
async function create(path: string, object: object, within = namespace): Promise<KubernetesObject> {
  const { status, body } = await call('POST', `${within === '' ? '/api/v1' : here()}/${path}`, object, admin);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body as KubernetesObject;
}

/** What the agent is answered in the test's namespace. */
async function statusOf(path: string, method = 'GET'): Promise<number> {
  return (await call(method, `${here()}/${path}`, undefined, agent)).status;
}

async function messageOf(path: string, method = 'GET'): Promise<string> {
  return ((await call(method, `${here()}/${path}`, undefined, agent)).body as { message: string }).message;
}

async function call(method: string, url: string, body: object | undefined, user: User) {
  const content =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const response = await api.request({ method, url, user, ...content });
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) {
    chunks.push(chunk);
    // A watch does not end: its first event is enough.
    if (url.includes('watch=true')) break;
  }
  const text = Buffer.concat(chunks).toString();
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}
