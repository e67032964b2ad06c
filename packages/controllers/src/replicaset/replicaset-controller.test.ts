import { findCondition, isPodReady, type Pod, type ReplicaSet, resources, TestClock } from '@sampan/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pod, replicaSet } from '../testing/samples.js';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.js';
import { planReplicas } from './replicas-controller.js';

describe('the plan', () => {
  const now = Date.UTC(2026, 0, 1);
  const plan = (set: ReplicaSet, claimed: Pod[]) =>
    planReplicas({ owner: set, type: resources.replicaSets, claimed, related: () => claimed, now }).map(
      (action) => action.verb,
    );
  const running = (name: string) => pod(name, { status: { phase: 'Running' } });
  const set = (replicas: number, metadata = {}) =>
    replicaSet('web', { metadata, spec: { ...replicaSet('web').spec, selector: {}, replicas } });

  it.each([
    ['creates what is missing', set(2), [], ['create', 'create']],
    ['does nothing when it has what it wants', set(1), [running('a')], []],
    ['does not count Pods that ended', set(1), [pod('a', { status: { phase: 'Failed' } })], ['create']],
    [
      'does not count Pods that are being deleted',
      set(1),
      [pod('a', { metadata: { deletionTimestamp: 'x' } })],
      ['create'],
    ],
    ['deletes what is too much', set(0), [running('a')], ['delete']],
    ['lets everything be while it is deleted', set(5, { deletionTimestamp: 'x' }), [], []],
  ])('%s', (_name, wanted, pods, verbs) => {
    expect(plan(wanted, pods)).toEqual(verbs);
  });

  it('goes in steps of 500', () => {
    expect(plan(set(1_200), [])).toHaveLength(500);
  });
});

describe('a ReplicaSet', () => {
  let cluster: TestCluster;
  const clock = new TestClock(Date.now());
  beforeEach(async () => {
    cluster = await startTestCluster({ clock });
  });
  afterEach(() => cluster.stop());

  const key = { namespace: 'default', name: 'web' };
  const create = (spec: Partial<ReplicaSet['spec']> = {}) => {
    const { metadata: _, ...sample } = replicaSet('web');
    return cluster.client
      .resource(resources.replicaSets)
      .create({ ...sample, metadata: key, spec: { ...(sample.spec ?? { selector: {} }), ...spec } });
  };

  it('replaces a Pod that goes, and lets one go that changes its labels', async () => {
    cluster.runPods();
    await create({ replicas: 2 });
    const [first, second] = await cluster.untilAll(resources.pods, (pods) => pods.filter(isPodReady).length === 2);
    const pods = cluster.client.resource(resources.pods);
    await pods.delete({ namespace: 'default', name: first?.metadata.name ?? '' });
    const released = { namespace: 'default', name: second?.metadata.name ?? '' };
    await pods.patch(released, { type: 'merge', body: { metadata: { labels: { app: 'other' } } } });
    await cluster.untilAll(
      resources.pods,
      (all) => all.length === 3 && !all.some(({ metadata }) => metadata.name === first?.metadata.name),
    );
    const free = await cluster.until(
      resources.pods,
      released,
      (object) => (object?.metadata.ownerReferences ?? []).length === 0,
    );
    expect(free).toBeDefined();
  });

  it('adopts a Pod that nobody controls', async () => {
    const lone = await cluster.client
      .resource(resources.pods)
      .create(pod('lone', { metadata: { labels: { app: 'web' } } }));
    const { metadata } = await create({ replicas: 1 });
    const adopted = await cluster.until(
      resources.pods,
      { namespace: 'default', name: 'lone' },
      (object) => (object?.metadata.ownerReferences ?? []).length > 0,
    );
    expect(adopted?.metadata).toMatchObject({
      uid: lone.metadata.uid,
      ownerReferences: [{ uid: metadata.uid, controller: true, blockOwnerDeletion: true }],
    });
  });

  it('counts a Pod as available only after minReadySeconds', async () => {
    cluster.runPods();
    await create({ replicas: 1, minReadySeconds: 30 });
    const ready = await cluster.until(resources.replicaSets, key, (object) => object?.status?.readyReplicas === 1);
    expect(ready?.status?.availableReplicas ?? 0).toBe(0);
    clock.advance(31_000);
    await cluster.until(resources.replicaSets, key, (object) => object?.status?.availableReplicas === 1);
  });

  it('says why Pods cannot be created', async () => {
    const quota = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {},
      spec: { containers: [{ name: 'main', image: 'one' }], serviceAccountName: 'missing' },
    };
    await create({ replicas: 3, template: { metadata: { labels: { app: 'web' } }, spec: quota.spec } });
    const failed = await cluster.until(
      resources.replicaSets,
      key,
      (object) => findCondition(object?.status?.conditions, 'ReplicaFailure') !== undefined,
    );
    const message = expect.stringMatching(
      /^pods "web-.*" is forbidden: error looking up service account default\/missing: serviceaccount "missing" not found$/,
    );
    expect(findCondition(failed?.status?.conditions, 'ReplicaFailure')).toMatchObject({
      status: 'True',
      reason: 'FailedCreate',
      message,
    });
    const events = await cluster.untilAll(resources.events, (all) =>
      all.some(({ reason }) => reason === 'FailedCreate'),
    );
    expect(events.find(({ reason }) => reason === 'FailedCreate')).toMatchObject({
      type: 'Warning',
      message: expect.stringMatching(/^Error creating: pods "web-/),
    });
  });
});
