import { type DaemonSet, type Pod, resources, TestClock } from '@sampan/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { daemonSet, node, template } from '../testing/samples.js';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.js';
import { whileTimePasses } from '../testing/while-time-passes.js';
import { nodeOf } from './daemon-pod.js';

let cluster: TestCluster;
// Nobody keeps the nodes alive while the time of the test passes.
const clock = new TestClock(Date.now());
beforeEach(async () => {
  cluster = await startTestCluster({ clock, controllers: ['*', '-node'] });
});
afterEach(() => cluster.stop());

const key = { namespace: 'default', name: 'agent' };
const sets = () => cluster.client.resource(resources.daemonSets);
const pods = () => cluster.client.resource(resources.pods);
const until = (holds: (set: DaemonSet | undefined) => boolean) => cluster.until(resources.daemonSets, key, holds);

async function start(names: readonly string[], spec: Partial<DaemonSet['spec']> = {}): Promise<DaemonSet> {
  for (const name of names) await cluster.client.resource(resources.nodes).create(node(name));
  return sets().create(daemonSet('agent', spec));
}

const change = (spec: object) => sets().patch(key, { type: 'merge', body: { spec } });
const image = (name: string) => ({ template: template('agent', name) });

const isDone = ({ metadata, status }: DaemonSet, nodes: number): boolean =>
  status?.observedGeneration === metadata.generation &&
  status?.desiredNumberScheduled === nodes &&
  status.updatedNumberScheduled === nodes &&
  status.numberAvailable === nodes;
const untilDone = (nodes: number) => until((set) => set !== undefined && isDone(set, nodes));

const imageOf = ({ spec }: Pod): string => spec.containers[0]?.image ?? '';
const untilImages = (...images: string[]) =>
  cluster.untilAll(resources.pods, (all) => all.map(imageOf).sort().join() === images.join());

async function revisions(): Promise<number[]> {
  const { items } = await cluster.client.resource(resources.controllerRevisions).list(key);
  return items.map(({ revision }) => revision).sort();
}

async function messages(reason: string): Promise<string[]> {
  const events = await cluster.untilAll(resources.events, (all) => all.some((event) => event.reason === reason));
  return events.filter((event) => event.reason === reason).map(({ message = '' }) => message);
}

describe('a DaemonSet', () => {
  it('has a Pod on every node, and on those that come, and none where it does not fit', async () => {
    cluster.runPods();
    const { metadata } = await start(['a', 'b']);
    await untilDone(2);
    await cluster.client.resource(resources.nodes).create(node('c'));
    await untilDone(3);
    const found = await cluster.untilAll(resources.pods, (all) => all.length === 3);
    expect(found.map(nodeOf).sort()).toEqual(['a', 'b', 'c']);
    expect(found[0]?.metadata).toMatchObject({
      generateName: 'agent-',
      ownerReferences: [{ kind: 'DaemonSet', uid: metadata.uid, controller: true }],
      labels: { 'pod-template-generation': '1', 'controller-revision-hash': expect.any(String) },
    });
    expect(await messages('SuccessfulCreate')).toContainEqual(expect.stringMatching(/^Created pod: agent-\w{5}$/));

    const taints = [{ key: 'x', effect: 'NoExecute' }];
    await cluster.client
      .resource(resources.nodes)
      .patch({ namespace: '', name: 'a' }, { type: 'merge', body: { spec: { taints } } });
    await untilDone(2);
    await cluster.untilAll(resources.pods, (all) => all.map(nodeOf).sort().join() === 'b,c');
    await cluster.client.resource(resources.nodes).delete({ namespace: '', name: 'b' });
    await cluster.untilAll(resources.pods, (all) => all.map(nodeOf).join() === 'c');
  });

  it('rolls to a new template and back to an old one, and keeps as many revisions as it is told to', async () => {
    cluster.runPods();
    await start(['a', 'b', 'c'], { revisionHistoryLimit: 1 });
    await untilDone(3);
    await change(image('two'));
    await untilDone(3);
    await untilImages('two', 'two', 'two');
    expect(await revisions()).toEqual([1, 2]);
    await change(image('one'));
    await untilDone(3);
    await untilImages('one', 'one', 'one');
    expect(await revisions()).toEqual([2, 3]);
    await change(image('three'));
    await untilDone(3);
    await cluster.untilAll(
      resources.controllerRevisions,
      (all) =>
        all
          .map(({ revision }) => revision)
          .sort()
          .join() === '3,4',
    );
  });

  it('surges: the old Pod goes when the new one is available', async () => {
    await start(['a'], {
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    });
    const [first] = await untilImages('one');
    await change(image('two'));
    await untilImages('one', 'two');
    expect(first?.metadata.deletionTimestamp).toBeUndefined();
    cluster.runPods();
    await untilImages('two');
    await untilDone(1);
  });

  it('updates nothing by itself where that was asked for', async () => {
    cluster.runPods();
    await start(['a', 'b'], { updateStrategy: { type: 'OnDelete' } });
    await untilDone(2);
    await change(image('two'));
    await until((set) => set?.status?.observedGeneration === 2 && (set.status.updatedNumberScheduled ?? 0) === 0);
    const { items } = await pods().list(key);
    await pods().delete({ namespace: 'default', name: items[0]?.metadata.name ?? '' });
    await untilImages('one', 'two');
  });

  it('replaces Pods that failed, each time after a longer wait', async () => {
    await start(['a']);
    for (let failures = 0; failures < 3; failures++) {
      const isLiving = (pod: Pod | undefined) => pod !== undefined && pod.status?.phase !== 'Failed';
      const [pod] = await cluster.untilAll(resources.pods, ([one]) => isLiving(one));
      await pods().updateStatus({ ...(pod as Pod), status: { phase: 'Failed' } });
      const replaced = cluster.untilAll(resources.pods, ([one]) => isLiving(one));
      await (failures === 0 ? replaced : whileTimePasses(clock, replaced));
    }
    const told = await messages('FailedDaemonPod');
    expect(told[0]).toMatch(/^Found failed daemon pod default\/agent-\w{5} on node a, will try to kill it$/);
  });

  it('counts a Pod as available after minReadySeconds', async () => {
    cluster.runPods();
    await start(['a'], { minReadySeconds: 30 });
    await until((set) => set?.status?.numberReady === 1);
    expect((await sets().get(key)).status?.numberUnavailable).toBe(1);
    await whileTimePasses(clock, untilDone(1));
  });

  it('gives another name to a revision whose name is taken', async () => {
    cluster.runPods();
    await start(['a']);
    await untilDone(1);
    const { items } = await cluster.client.resource(resources.controllerRevisions).list(key);
    const [own] = items;
    const { ownerReferences: _, resourceVersion: __, uid: ___, labels: ____, ...metadata } = own?.metadata ?? {};
    await sets().delete(key, { propagationPolicy: 'Background' });
    await cluster.untilAll(resources.controllerRevisions, (all) => all.length === 0);
    await cluster.client
      .resource(resources.controllerRevisions)
      .create({ apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata, data: { other: true }, revision: 1 });
    await sets().create(daemonSet('agent'));
    await until((set) => set?.status?.collisionCount === 1);
    await untilDone(1);
  });

  it('refuses to select everything', async () => {
    const all = daemonSet('agent', { selector: { matchExpressions: [] } });
    await expect(sets().create(all)).rejects.toMatchObject({ status: { reason: 'Invalid' } });
  });
});
