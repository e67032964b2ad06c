import { findCondition, formatMicroTime, formatTime, type Lease, type Node, resources, TestClock } from '@sampan/api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { pod } from '../testing/samples.js';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.js';

let cluster: TestCluster;
let clock: TestClock;
beforeEach(async () => {
  clock = new TestClock(Date.now());
  cluster = await startTestCluster({ clock });
});
afterEach(() => cluster.stop());

async function join(name: string): Promise<void> {
  const node: Node = { apiVersion: 'v1', kind: 'Node', metadata: { name }, spec: {} };
  await cluster.client.resource(resources.nodes).create(node);
  const conditions = [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }];
  const patch = { type: 'strategic' as const, body: { status: { conditions } } };
  await cluster.client.resource(resources.nodes).patch({ namespace: '', name }, patch, { subresource: 'status' });
  const lease: Lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { namespace: 'kube-node-lease', name },
    spec: {},
  };
  await cluster.client.resource(resources.leases).create(lease);
  await cluster.until(resources.nodes, { namespace: '', name }, (object) => object?.spec?.taints === undefined);
}

async function renew(name: string): Promise<void> {
  const body = { spec: { renewTime: formatMicroTime(clock.now()) } };
  await cluster.client
    .resource(resources.leases)
    .patch({ namespace: 'kube-node-lease', name }, { type: 'merge', body });
}

/** Lets a second pass after the other, and everybody have a turn in each, until what is waited for has come. */
async function passTimeUntil<T>(
  awaited: Promise<T>,
  everySecond = async (): Promise<unknown> => undefined,
): Promise<T> {
  let isOver = false;
  const over = awaited.finally(() => {
    isOver = true;
  });
  for (let seconds = 0; !isOver; seconds++) {
    if (seconds > 10_000) throw new Error('what is waited for does not come');
    clock.advance(1000);
    await everySecond();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return over;
}

const readyOf = (node: Node | undefined) => findCondition(node?.status?.conditions, 'Ready');

it('marks a node that is not heard of, and drives its Pods away when their patience ends', async () => {
  await Promise.all([join('good'), join('bad')]);
  const tolerations = [
    { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 60 },
  ];
  await cluster.client
    .resource(resources.pods)
    .create(pod('patient', { spec: { containers: [{ name: 'main', image: 'one' }], nodeName: 'bad', tolerations } }));
  const isLost = cluster.until(
    resources.nodes,
    { namespace: '', name: 'bad' },
    (node) => node?.spec?.taints?.length === 2,
  );
  const lost = await passTimeUntil(isLost, () => renew('good'));
  expect(readyOf(lost)).toMatchObject({
    status: 'Unknown',
    reason: 'NodeStatusUnknown',
    message: 'Kubelet stopped posting node status.',
  });
  expect(lost?.spec?.taints?.map(({ key, effect }) => `${key}:${effect}`)).toEqual([
    'node.kubernetes.io/unreachable:NoSchedule',
    'node.kubernetes.io/unreachable:NoExecute',
  ]);
  expect(readyOf(await cluster.client.resource(resources.nodes).get({ namespace: '', name: 'good' }))?.status).toBe(
    'True',
  );
  clock.advance(61_000);
  await cluster.until(
    resources.pods,
    { namespace: 'default', name: 'patient' },
    (object) => object === undefined || object.metadata.deletionTimestamp !== undefined,
  );
});

it('ends the Pods of a node that is gone', async () => {
  await join('gone');
  await cluster.client
    .resource(resources.pods)
    .create(pod('left', { spec: { containers: [{ name: 'main', image: 'one' }], nodeName: 'gone' } }));
  await cluster.client.resource(resources.nodes).delete({ namespace: '', name: 'gone' });
  await cluster.until(resources.nodes, { namespace: '', name: 'gone' }, (node) => node === undefined);
  const isGone = cluster.until(
    resources.pods,
    { namespace: 'default', name: 'left' },
    (object) => object === undefined,
  );
  await passTimeUntil(isGone);
});

it('drives Pods from one node after the other, and tells those that may stay after all', async () => {
  await Promise.all(['good', 'well', 'bad', 'worse'].map(join));
  const tolerations = [
    { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 600 },
  ];
  const spec = { containers: [{ name: 'main', image: 'one' }], nodeName: 'bad', tolerations };
  await cluster.client.resource(resources.pods).create(pod('patient', { spec }));
  const evicted = (nodes: Node[]) =>
    nodes.flatMap(({ spec }) => spec?.taints?.find(({ effect }) => effect === 'NoExecute')?.timeAdded ?? []);
  const keepAlive = () => Promise.all([renew('good'), renew('well')]);
  const both = cluster.untilAll(resources.nodes, (nodes) => evicted(nodes).length === 2);
  const [first = '', second = ''] = evicted(await passTimeUntil(both, keepAlive)).sort();
  expect(Date.parse(second) - Date.parse(first)).toBeGreaterThanOrEqual(10_000);
  const back = cluster.untilAll(resources.events, (events) =>
    events.some(({ message }) => message === 'Cancelling deletion of Pod default/patient'),
  );
  const lastHeartbeatTime = formatTime(clock.now());
  const conditions = [{ type: 'Ready', status: 'True', reason: 'KubeletReady', lastHeartbeatTime }];
  const patch = { type: 'strategic' as const, body: { status: { conditions } } };
  const key = { namespace: '', name: 'bad' };
  await cluster.client.resource(resources.nodes).patch(key, patch, { subresource: 'status' });
  await passTimeUntil(back, () => Promise.all([keepAlive(), renew('bad')]));
});
