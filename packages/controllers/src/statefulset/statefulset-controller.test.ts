import { type Pod, resources, type StatefulSet, TestClock } from '@sampan/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimTemplate, statefulSet, template } from '../testing/samples.js';
import { runningPod, startTestCluster, type TestCluster } from '../testing/test-cluster.js';
import { whileTimePasses } from '../testing/while-time-passes.js';

let cluster: TestCluster;
const clock = new TestClock(Date.now());
beforeEach(async () => {
  cluster = await startTestCluster({ clock });
});
afterEach(() => cluster.stop());

const key = { namespace: 'default', name: 'db' };
const named = (name: string) => ({ namespace: 'default', name });
const sets = () => cluster.client.resource(resources.statefulSets);
const pods = () => cluster.client.resource(resources.pods);
const until = (holds: (set: StatefulSet | undefined) => boolean) => cluster.until(resources.statefulSets, key, holds);
const change = (spec: object) => sets().patch(key, { type: 'merge', body: { spec } });
const image = (name: string) => ({ template: template('db', name) });
const create = (spec: Partial<StatefulSet['spec']> = {}) => sets().create(statefulSet('db', spec));
const run = async (name: string) => pods().updateStatus(runningPod(await pods().get(named(name)), clock.now()));

const isDone = ({ metadata, spec, status }: StatefulSet): boolean =>
  status?.observedGeneration === metadata.generation &&
  status?.currentRevision === status?.updateRevision &&
  status?.updatedReplicas === spec.replicas &&
  status?.availableReplicas === spec.replicas &&
  status?.replicas === spec.replicas;
const untilDone = () => until((set) => set !== undefined && isDone(set));

/** `db-0 one`: the Pods and their images. */
const linesOf = (all: readonly Pod[]): string[] =>
  all.map(({ metadata, spec }) => `${metadata.name} ${spec.containers[0]?.image}`).sort();
const untilPods = (...lines: string[]) =>
  cluster.untilAll(resources.pods, (all) => linesOf(all).join() === lines.join());
const untilClaims = (...names: string[]) =>
  cluster.untilAll(
    resources.persistentVolumeClaims,
    (all) =>
      all
        .map(({ metadata }) => metadata.name)
        .sort()
        .join() === names.join(),
  );

async function messages(): Promise<string[]> {
  const { items } = await cluster.client.resource(resources.events).list(key);
  return items.filter(({ involvedObject }) => involvedObject.kind === 'StatefulSet').map(({ message = '' }) => message);
}

describe('a StatefulSet', () => {
  it('makes its Pods one after the other, and takes them away from the last', async () => {
    await create();
    await untilPods('db-0 one');
    await run('db-0');
    await untilPods('db-0 one', 'db-1 one');
    await run('db-1');
    await untilPods('db-0 one', 'db-1 one', 'db-2 one');
    await run('db-2');
    await untilDone();
    await change({ replicas: 1 });
    await untilPods('db-0 one');
    await untilDone();
    const told = await messages();
    expect(told).toContain('create Pod db-0 in StatefulSet db successful');
    expect(told.filter((message) => message.startsWith('delete'))).toEqual([
      'delete Pod db-2 in StatefulSet db successful',
      'delete Pod db-1 in StatefulSet db successful',
    ]);
  });

  it('makes all at once where that was asked for, from another number on', async () => {
    await create({ podManagementPolicy: 'Parallel', ordinals: { start: 3 } });
    await untilPods('db-3 one', 'db-4 one', 'db-5 one');
  });

  it('makes a Pod anew that was deleted or has ended, under its name', async () => {
    cluster.runPods();
    await create();
    await untilDone();
    const before = await pods().get(named('db-1'));
    await pods().delete(named('db-1'));
    await cluster.until(
      resources.pods,
      named('db-1'),
      (pod) => pod !== undefined && pod.metadata.uid !== before.metadata.uid,
    );
    await untilDone();
    const ended = await pods().get(named('db-2'));
    await pods().updateStatus({ ...ended, status: { phase: 'Failed' } });
    await cluster.until(
      resources.pods,
      named('db-2'),
      (pod) => pod !== undefined && pod.metadata.uid !== ended.metadata.uid,
    );
    await untilDone();
    expect(await messages()).toContain('StatefulSet default/db is recreating failed Pod db-2');
  });

  it('rolls from the last to the first, down to a partition, and back', async () => {
    cluster.runPods();
    await create();
    await untilDone();
    const before = (await sets().get(key)).status?.currentRevision;
    await change({ ...image('two'), updateStrategy: { rollingUpdate: { partition: 2 } } });
    await untilPods('db-0 one', 'db-1 one', 'db-2 two');
    await until((set) => set?.status?.updatedReplicas === 1 && set.status.availableReplicas === 3);
    expect((await sets().get(key)).status?.currentRevision).toBe(before);
    await pods().delete(named('db-1'));
    await until((set) => set?.status?.availableReplicas === 3);
    await untilPods('db-0 one', 'db-1 one', 'db-2 two');
    await change({ updateStrategy: { rollingUpdate: { partition: 0 } } });
    await untilPods('db-0 two', 'db-1 two', 'db-2 two');
    await untilDone();
    await change(image('one'));
    const back = await untilDone();
    expect(back?.status?.currentRevision).toBe(before);
    const { items } = await cluster.client.resource(resources.controllerRevisions).list(key);
    expect(items.map(({ revision }) => revision).sort()).toEqual([2, 3]);
    expect(items[0]?.metadata.labels).toMatchObject({ app: 'db', 'controller.kubernetes.io/hash': expect.any(String) });
  });

  it('keeps as many revisions as it is told to', async () => {
    cluster.runPods();
    await create({ replicas: 1, revisionHistoryLimit: 1 });
    await untilDone();
    for (const name of ['two', 'three', 'four']) {
      await change(image(name));
      await untilDone();
    }
    await cluster.untilAll(
      resources.controllerRevisions,
      (all) =>
        all
          .map(({ revision }) => revision)
          .sort()
          .join() === '3,4',
    );
  });

  it('updates nothing by itself where that was asked for', async () => {
    cluster.runPods();
    await create({ replicas: 2, updateStrategy: { type: 'OnDelete' } });
    await until((set) => set?.status?.availableReplicas === 2);
    await change(image('two'));
    await until((set) => set?.status?.observedGeneration === 2);
    await pods().delete(named('db-0'));
    await untilPods('db-0 two', 'db-1 one');
  });

  it('comes out of an update that does not work, without help', async () => {
    await create({ replicas: 2 });
    await untilPods('db-0 one');
    await run('db-0');
    await untilPods('db-0 one', 'db-1 one');
    await run('db-1');
    await untilDone();
    await change(image('broken'));
    await untilPods('db-0 one', 'db-1 broken');
    await change(image('two'));
    await untilPods('db-0 one', 'db-1 two');
    await run('db-1');
    await untilPods('db-0 two', 'db-1 two');
  });

  it('waits for minReadySeconds', async () => {
    await create({ replicas: 2, minReadySeconds: 30 });
    await untilPods('db-0 one');
    await run('db-0');
    await until((set) => set?.status?.readyReplicas === 1);
    expect((await pods().list(key)).items).toHaveLength(1);
    await whileTimePasses(clock, untilPods('db-0 one', 'db-1 one'));
  });

  it('gives each Pod its claim, which stays when it goes', async () => {
    cluster.runPods();
    await create({ replicas: 2, volumeClaimTemplates: [claimTemplate('data')] });
    await untilDone();
    const claims = await untilClaims('data-db-0', 'data-db-1');
    expect(await messages()).toContain('create Claim data-db-0 Pod db-0 in StatefulSet db success');
    await change({ replicas: 0 });
    await untilPods();
    expect((await untilClaims('data-db-0', 'data-db-1')).map(({ metadata }) => metadata.uid)).toEqual(
      claims.map(({ metadata }) => metadata.uid),
    );
  });

  it('lets claims go with Pods that are too many, and with the set, where that was asked for', async () => {
    cluster.runPods();
    await create({
      replicas: 2,
      volumeClaimTemplates: [claimTemplate('data')],
      persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete', whenDeleted: 'Delete' },
    });
    await untilDone();
    await change({ replicas: 1 });
    await untilClaims('data-db-0');
    await change({ replicas: 2 });
    await untilClaims('data-db-0', 'data-db-1');
    await untilDone();
    await sets().delete(key);
    await untilPods();
    await untilClaims();
  });

  it('adopts Pods that were left to themselves, by their names', async () => {
    cluster.runPods();
    await create({ replicas: 2 });
    await untilDone();
    const before = (await pods().list(key)).items.map(({ metadata }) => metadata.uid);
    await sets().delete(key, { propagationPolicy: 'Orphan' });
    await cluster.untilAll(resources.statefulSets, (all) => all.length === 0);
    await create({ replicas: 2 });
    await untilDone();
    expect((await pods().list(key)).items.map(({ metadata }) => metadata.uid)).toEqual(before);
  });
});
