import {
  type Deployment,
  type Eviction,
  findCondition,
  isPodReady,
  isTooManyRequests,
  type Pod,
  type PodDisruptionBudget,
  type PodDisruptionBudgetSpec,
  resources,
  TestClock,
} from '@sampan/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deployment, pod } from '../testing/samples.js';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.js';
import type { ControllerScale } from './disruption-controller.js';
import { planBudget } from './plan.js';

const key = { namespace: 'default', name: 'web' };
const budget = (spec: PodDisruptionBudgetSpec, status?: PodDisruptionBudget['status']): PodDisruptionBudget => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { ...key, generation: 1 },
  spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
  ...(status && { status }),
});

describe('what a budget allows', () => {
  const now = Date.UTC(2026, 0, 1);
  const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString();
  const ready = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
  const pods = (count: number, unready = 0): Pod[] =>
    Array.from({ length: count }, (_, index) =>
      pod(`p${index}`, { status: index < unready ? { phase: 'Running' } : ready }),
    );
  const scales = (...sizes: (number | undefined)[]) => {
    const known = sizes.map((replicas, index): ControllerScale | undefined =>
      replicas === undefined ? undefined : { uid: `u${index}`, replicas },
    );
    return ({ metadata }: Pod) => known[Number(metadata.name?.slice(1)) % known.length];
  };
  const plan = (wanted: PodDisruptionBudget, found: Pod[], scaleOf: (pod: Pod) => ControllerScale | undefined) => {
    const { actions, requeueAfterMs } = planBudget(wanted, { pods: found, scaleOf, now });
    const write = actions.find((action) => action.verb === 'updateStatus');
    const status = write && 'object' in write ? (write.object as PodDisruptionBudget).status : undefined;
    const events = actions.flatMap((action) => (action.verb === 'event' ? action.reason : []));
    return { status, events, requeueAfterMs };
  };
  const counts = ([disruptionsAllowed, currentHealthy, desiredHealthy, expectedPods]: [
    number,
    number,
    number,
    number,
  ]) => ({ disruptionsAllowed, currentHealthy, desiredHealthy, expectedPods });

  it.each<[string, PodDisruptionBudgetSpec, Pod[], ReturnType<typeof scales>, ReturnType<typeof counts>]>([
    ['all but a number', { minAvailable: 2 }, pods(3), scales(3), counts([1, 3, 2, 3])],
    ['none while too few are ready', { minAvailable: 2 }, pods(3, 1), scales(3), counts([0, 2, 2, 3])],
    ['all but a share, rounded up', { minAvailable: '50%' }, pods(3), scales(3), counts([1, 3, 2, 3])],
    ['a number', { maxUnavailable: 1 }, pods(3), scales(3), counts([1, 3, 2, 3])],
    ['a number of what there should be', { maxUnavailable: 1 }, pods(3), scales(5), counts([0, 3, 4, 5])],
    ['a share, rounded up', { maxUnavailable: '30%' }, pods(4), scales(4), counts([2, 4, 2, 4])],
    ['a share of all that owners want', { maxUnavailable: '50%' }, pods(4), scales(2, 6), counts([0, 4, 4, 8])],
    ['everything', { maxUnavailable: '100%' }, pods(2), scales(2), counts([2, 2, 0, 2])],
    ['nothing where it says nothing', {}, pods(2), scales(2), counts([0, 2, 0, 0])],
    ['nothing where there is nothing', { minAvailable: 0 }, [], scales(1), counts([0, 0, 0, 0])],
  ])('%s', (_case, spec, found, scaleOf, expected) => {
    const { status } = plan(budget(spec), found, scaleOf);
    expect(status).toMatchObject({ ...expected, observedGeneration: 1 });
    const allowed = expected.disruptionsAllowed > 0;
    expect(findCondition(status?.conditions, 'DisruptionAllowed')).toMatchObject({
      status: allowed ? 'True' : 'False',
      reason: allowed ? 'SufficientPods' : 'InsufficientPods',
    });
  });

  it('counts who is about to be deleted as gone, and says so when nobody deletes it', () => {
    const status = { ...counts([1, 2, 1, 2]), disruptedPods: { p0: ago(30), p1: ago(121), gone: ago(1) } };
    const [first, second] = pods(2) as [Pod, Pod];
    const result = plan(budget({ minAvailable: 1 }, status), [first, second], scales(2));
    expect(result.status).toMatchObject({ ...counts([0, 1, 1, 2]), disruptedPods: { p0: ago(30) } });
    expect(result.events).toEqual(['NotDeleted']);
    expect(result.requeueAfterMs).toBe(90_001);
  });

  it('is nothing where nobody knows how many Pods there should be', () => {
    const failing = () => ({ uid: 'u', problem: 'daemonsets.apps does not implement the scale subresource' });
    const { status, events } = plan(budget({ maxUnavailable: 1 }), pods(2), failing);
    expect(events).toEqual(['CalculateExpectedPodCountFailed']);
    expect(status).toMatchObject({ disruptionsAllowed: 0 });
    expect(findCondition(status?.conditions, 'DisruptionAllowed')).toMatchObject({
      status: 'False',
      reason: 'SyncFailed',
      message: 'daemonsets.apps does not implement the scale subresource',
    });
  });

  it.each([
    ['there are no Pods', budget({ minAvailable: 1 }), [], ['NoPods']],
    ['Pods are nobody’s', budget({ maxUnavailable: 1 }), pods(1), ['UnmanagedPods']],
  ])('tells when %s', (_case, wanted, found, events) => {
    expect(plan(wanted, found, scales(undefined)).events).toEqual(events);
  });
});

describe('evictions', () => {
  let cluster: TestCluster;
  const clock = new TestClock(Date.now());
  beforeEach(async () => {
    cluster = await startTestCluster({ clock });
    cluster.runPods();
  });
  afterEach(() => cluster.stop());

  const running = (count: number) => cluster.untilAll(resources.pods, (all) => all.filter(isPodReady).length === count);
  const evict = ({ metadata: { namespace = '', name = '' } }: Pod) =>
    cluster.client
      .resource(resources.pods)
      .subresource<Eviction>({ namespace, name }, 'eviction')
      .create({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { namespace, name } });

  it('are allowed one after the other', async () => {
    const { client } = cluster;
    const { metadata: _, ...sample } = deployment('web');
    await client.resource(resources.deployments).create({
      ...sample,
      metadata: key,
      spec: { ...sample.spec, replicas: 2 },
    } as Deployment);
    const pods = await running(2);
    await client.resource(resources.podDisruptionBudgets).create(budget({ maxUnavailable: 1 }));
    await cluster.until(resources.podDisruptionBudgets, key, (found) => found?.status?.disruptionsAllowed === 1);
    const answers = await Promise.allSettled(pods.map(evict));
    const refused = answers.filter((answer) => answer.status === 'rejected').map(({ reason }) => reason);
    expect(refused).toHaveLength(1);
    expect(isTooManyRequests(refused[0])).toBe(true);
    await cluster.until(resources.podDisruptionBudgets, key, (found) => found?.status?.disruptionsAllowed === 1);
    expect(await running(2)).toHaveLength(2);
  });
});
