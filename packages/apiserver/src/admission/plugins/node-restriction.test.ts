import type { Node, Pod } from '@sampan/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { User } from '../../authentication/user.js';
import { type RunningApiserver, startApiserver } from '../../server/start-apiserver.js';

const admin: User = { name: 'admin', groups: ['system:masters', 'system:authenticated'] };
/** Authorized for everything, so that the plugin alone decides. */
const agent: User = { name: 'system:node:node-1', groups: ['system:nodes', 'system:masters', 'system:authenticated'] };
const nodes = '/api/v1/nodes';
const pods = '/api/v1/namespaces/default/pods';
const strategic = 'application/strategic-merge-patch+json';

let api: RunningApiserver;
let node: Node;

beforeAll(async () => {
  api = await startApiserver();
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } };
  await call('POST', '/api/v1/namespaces/default/serviceaccounts', account, admin);
  const metadata = { name: 'node-1', labels: { 'kubernetes.io/hostname': 'node-1', plain: 'a' } };
  const taints = [{ key: 'k', effect: 'NoSchedule' }];
  const created = { apiVersion: 'v1', kind: 'Node', metadata, spec: { taints } };
  node = (await call('POST', nodes, created, agent)) as unknown as Node;
  await call('POST', pods, pod('mine', { nodeName: 'node-1' }), admin);
  await call('POST', pods, pod('not-mine', { nodeName: 'node-2' }), admin);
});
afterAll(() => api.close());

const refusedNode = (reason: string) => ({ code: 403, message: `nodes "node-1" is forbidden: ${reason}` });
const refusedPod = (name: string, reason: string) => ({ code: 403, message: `pods "${name}" is forbidden: ${reason}` });

describe('of its Node, an agent', () => {
  it('registers its own alone', async () => {
    expect(node.kind).toBe('Node');
    const other = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-2' } };
    expect(await call('POST', nodes, other)).toMatchObject({
      code: 403,
      message: 'nodes "node-2" is forbidden: node "node-1" is not allowed to modify node "node-2"',
    });
  });

  it.each([
    'node-role.kubernetes.io/control-plane',
    'node-restriction.kubernetes.io/team',
    'sub.node-restriction.kubernetes.io/team',
    'kubernetes.io/anything',
    'topology.kubernetes.io/rack',
    'x.k8s.io/anything',
  ])('does not set the label %s, neither directly nor with the status', async (label) => {
    const body = { metadata: { labels: { [label]: 'x' } } };
    const reason = refusedNode(`is not allowed to modify labels: ${label}`);
    expect(await call('PATCH', `${nodes}/node-1`, body, agent, strategic)).toMatchObject(reason);
    expect(await call('PATCH', `${nodes}/node-1/status`, body, agent, strategic)).toMatchObject(reason);
    const labels = { ...node.metadata.labels, [label]: 'x' };
    const whole = { ...node, metadata: { ...node.metadata, resourceVersion: undefined, labels } };
    expect(await call('PUT', `${nodes}/node-1`, whole)).toMatchObject(reason);
    expect(await call('PUT', `${nodes}/node-1/status`, whole)).toMatchObject(reason);
    const fresh = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1', labels: { [label]: 'x' } } };
    expect(await call('POST', nodes, fresh)).toMatchObject(
      refusedNode(`node "node-1" is not allowed to set the following labels: ${label}`),
    );
  });

  it.each(['topology.kubernetes.io/zone', 'node.kubernetes.io/x', 'sub.kubelet.kubernetes.io/x', 'example.com/x', 'x'])(
    'sets the label %s',
    async (label) => {
      const body = { metadata: { labels: { [label]: 'x' } } };
      expect(await call('PATCH', `${nodes}/node-1`, body, agent, strategic)).toMatchObject({ kind: 'Node' });
    },
  );

  it('does not change taints', async () => {
    const body = { spec: { taints: null } };
    const reason = refusedNode('node "node-1" is not allowed to modify taints');
    expect(await call('PATCH', `${nodes}/node-1`, body, agent, strategic)).toMatchObject(reason);
  });
});

describe('of Pods, an agent', () => {
  it('evicts and deletes those of its node alone', async () => {
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction' };
    await call('POST', pods, pod('evicted', { nodeName: 'node-1' }), admin);
    expect(await call('POST', `${pods}/not-mine/eviction`, eviction)).toMatchObject(
      refusedPod('not-mine', 'node node-1 can only evict pods with spec.nodeName set to itself'),
    );
    expect(await call('POST', `${pods}/evicted/eviction`, eviction)).toMatchObject({ status: 'Success' });
    expect(await call('DELETE', `${pods}/not-mine`)).toMatchObject(
      refusedPod('not-mine', 'node "node-1" can only delete pods with spec.nodeName set to itself'),
    );
  });

  it('reports the status of those of its node, and nothing besides', async () => {
    const status = { status: { phase: 'Running' } };
    expect(await call('PATCH', `${pods}/mine/status`, status, agent, strategic)).toMatchObject({ kind: 'Pod' });
    expect(await call('PATCH', `${pods}/not-mine/status`, status, agent, strategic)).toMatchObject(
      refusedPod('not-mine', 'node "node-1" can only update pod status for pods with spec.nodeName set to itself'),
    );
    const labels = { metadata: { labels: { app: 'web' } } };
    expect(await call('PATCH', `${pods}/mine/status`, labels, agent, strategic)).toMatchObject(
      refusedPod('mine', 'node "node-1" cannot update labels through pod status'),
    );
    expect(await call('PATCH', `${pods}/mine`, labels, agent, strategic)).toMatchObject(
      refusedPod('mine', 'unexpected operation "UPDATE", node "node-1" can only create and delete mirror pods'),
    );
  });

  const mirror = (change: Partial<Pod['metadata']>, spec: Partial<Pod['spec']> = {}): Pod => {
    const created = pod('mirror', { nodeName: 'node-1', ...spec });
    created.metadata = { name: 'mirror', annotations: { 'kubernetes.io/config.mirror': 'x' }, ...change };
    return created;
  };
  const owner = (change: object = {}) => ({
    ownerReferences: [
      { apiVersion: 'v1', kind: 'Node', name: 'node-1', uid: node.metadata.uid ?? '', controller: true, ...change },
    ],
  });

  it('creates mirrors alone, which give it nothing', async () => {
    const cannot = (what: string) => `node "node-1" can not create pods that reference ${what}`;
    const ownerReason = 'node "node-1" can only create pods with an owner reference set to itself';
    const secretVolume = { volumes: [{ name: 'v', secret: { secretName: 's' } }] };
    const mapVolume = { volumes: [{ name: 'v', configMap: { name: 's' } }] };
    const cases: [Pod, string][] = [
      [
        pod('mirror', { nodeName: 'node-1' }),
        'pod does not have "kubernetes.io/config.mirror" annotation, node "node-1" can only create mirror pods',
      ],
      [mirror(owner(), { nodeName: 'node-2' }), 'node "node-1" can only create pods with spec.nodeName set to itself'],
      [mirror({}), ownerReason],
      [mirror(owner({ name: 'node-2' })), ownerReason],
      [
        mirror(owner({ controller: false })),
        'node "node-1" can only create pods with a controller owner reference set to itself',
      ],
      [mirror(owner({ uid: 'other' })), `node node-1 UID mismatch: expected other got ${node.metadata.uid}`],
      [mirror(owner(), { serviceAccountName: 'default' }), cannot('a service account')],
      [mirror(owner(), secretVolume), cannot('secrets')],
      [mirror(owner(), mapVolume), cannot('configmaps')],
    ];
    for (const [created, reason] of cases) {
      expect(await call('POST', pods, created)).toMatchObject(refusedPod('mirror', reason));
    }
    expect(await call('POST', pods, mirror(owner()))).toMatchObject({ kind: 'Pod' });
  });
});

describe('tokens of accounts', () => {
  const request = (spec: object) =>
    call('POST', '/api/v1/namespaces/default/serviceaccounts/default/token', {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec,
    });
  const bound = async (name: string, change: object = {}) => {
    const { metadata } = (await call('GET', `${pods}/${name}`)) as unknown as Pod;
    return { boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid: metadata.uid, ...change } };
  };
  const refused = (reason: string) => ({ code: 403, message: `serviceaccounts "default" is forbidden: ${reason}` });

  it('are bound to Pods of the node', async () => {
    expect(await request(await bound('mine'))).toMatchObject({ status: { token: expect.any(String) } });
    expect(await request({})).toMatchObject(refused('node requested token not bound to a pod'));
    expect(await request(await bound('mine', { uid: undefined }))).toMatchObject(
      refused('node requested token with a pod binding without a uid'),
    );
    expect(await request(await bound('mine', { uid: 'x' }))).toMatchObject(
      refused(
        'the UID in the bound object reference (x) does not match the UID in record. The object might have been deleted and then recreated',
      ),
    );
    expect(await request(await bound('not-mine'))).toMatchObject(
      refused('node requested token bound to a pod scheduled on a different node'),
    );
  });

  it('are for one audience, which the Pod asks for', async () => {
    const sources = [{ serviceAccountToken: { path: 't', audience: 'vault' } }];
    const volumes = [{ name: 'v', projected: { sources } }];
    await call('POST', pods, pod('vault', { nodeName: 'node-1', volumes }), admin);
    const binding = await bound('vault');
    expect(await request({ ...binding, audiences: ['vault'] })).toMatchObject({ kind: 'TokenRequest' });
    expect(await request({ ...binding, audiences: ['vault', 'bank'] })).toMatchObject(
      refused('node may only request 0 or 1 audiences'),
    );
    const audiences = ['bank'];
    const plain: User = { ...agent, groups: ['system:nodes', 'system:authenticated'] };
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { ...binding, audiences } };
    const path = '/api/v1/namespaces/default/serviceaccounts/default/token';
    expect(await call('POST', path, body, plain)).toMatchObject(
      refused(
        'audience "bank" not found in pod spec volume, system:node:node-1 is not authorized to request tokens for this audience',
      ),
    );
  });
});

describe('Leases', () => {
  it('are written by the node that they are named after', async () => {
    const lease = (name: string) => ({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name } });
    const leases = (namespace: string) => `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
    expect(await call('POST', leases('kube-node-lease'), lease('node-1'))).toMatchObject({ kind: 'Lease' });
    expect(await call('POST', leases('kube-node-lease'), lease('node-2'))).toMatchObject({
      message: expect.stringContaining('can only access node lease with the same name as the requesting node'),
    });
    expect(await call('POST', leases('default'), lease('node-1'))).toMatchObject({
      message: expect.stringContaining('can only access leases in the "kube-node-lease" system namespace'),
    });
  });
});

function pod(name: string, spec: Partial<Pod['spec']> = {}): Pod {
  const containers = [{ name: 'c', image: 'hello' }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers, ...spec } };
}

async function call(
  method: string,
  url: string,
  body?: object,
  user = agent,
  type = 'application/json',
): Promise<Record<string, unknown>> {
  const content = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': type } };
  const response = await api.request({ method, url, user, ...content });
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}
