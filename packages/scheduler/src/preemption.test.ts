import { findCondition, type Pod, resources } from '@sampan/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scheduledCondition, startTestCluster, type TestCluster } from './testing/cluster.js';
import { requesting } from './testing/decisions.js';

let cluster: TestCluster;

beforeEach(async () => {
  cluster = await startTestCluster();
  await cluster.createPriority('low', 10);
  await cluster.createPriority('high', 1000);
  await cluster.createPriority('polite', 1000, 'Never');
});

afterEach(() => cluster.stop());

const of = (priorityClassName: string, cpu: string) => ({ ...requesting({ cpu }), priorityClassName });
const bound =
  (...names: string[]) =>
  (all: Pod[]) =>
    names.every((name) => all.find(({ metadata }) => metadata.name === name)?.spec.nodeName);
const named = (name: string, all: Pod[]) => all.find(({ metadata }) => metadata.name === name);
const isLeaving = (pod: Pod | undefined) => pod?.metadata.deletionTimestamp !== undefined;
const message = (name: string) => scheduledCondition(cluster.pod(name))?.message;

describe('a Pod of higher priority', () => {
  it('has another one go with its grace, waits for it, and gets the room', async () => {
    await cluster.createNode('only', { cpu: '2' });
    await cluster.createPod('victim', { ...of('low', '2'), terminationGracePeriodSeconds: 30 });
    await cluster.until(bound('victim'));
    const preemptor = await cluster.createPod('preemptor', of('high', '1'));
    const all = await cluster.until((pods) => isLeaving(named('victim', pods)));
    const victim = named('victim', all);
    expect(victim?.metadata.deletionGracePeriodSeconds).toBe(30);
    expect(findCondition(victim?.status?.conditions, 'DisruptionTarget')).toMatchObject({
      status: 'True',
      reason: 'PreemptionByScheduler',
      message: 'default-scheduler: preempting to accommodate a higher priority pod',
    });
    const event = await cluster.eventOf('victim', 'Preempted');
    expect(event).toMatchObject({
      type: 'Normal',
      message: `Preempted by pod ${preemptor.metadata.uid} on node only`,
      source: { component: 'default-scheduler' },
    });
    const [waiting] = await cluster.until(() => cluster.pod('preemptor')?.status?.nominatedNodeName === 'only');
    expect(waiting).toBeDefined();
    expect(message('preemptor')).toBe('0/1 nodes are available: 1 Insufficient cpu.');
    await cluster.endPod('victim');
    const [last] = await cluster.until(bound('preemptor'));
    expect(last?.status?.nominatedNodeName).toBeUndefined();
  });

  it('is not passed by others on its node, and by no smaller one of the same priority', async () => {
    await cluster.createNode('only', { cpu: '2' });
    await cluster.createPod('victim', of('low', '2'));
    await cluster.until(bound('victim'));
    await cluster.createPod('preemptor', of('high', '2'));
    await cluster.until(() => isLeaving(cluster.pod('victim')));
    await cluster.createPod('late', of('low', '1'));
    const nobody = 'preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.';
    await cluster.until(() => message('late') === `0/1 nodes are available: 1 Insufficient cpu. ${nobody}`);
    await cluster.endPod('victim');
    await cluster.until(bound('preemptor'));
    expect(cluster.pod('late')?.spec.nodeName).toBeUndefined();
  });

  it('says that it waits when it looks again before the other one has ended', async () => {
    await cluster.createNode('only', { cpu: '2' });
    await cluster.createPod('victim', of('low', '1'));
    await cluster.createPod('other', of('low', '1'));
    await cluster.until(bound('victim', 'other'));
    await cluster.createPod('preemptor', of('high', '2'));
    await cluster.until(() => isLeaving(cluster.pod('victim')) && isLeaving(cluster.pod('other')));
    await cluster.endPod('other');
    const waits = 'preemption: not eligible due to a terminating pod on the nominated node.';
    await cluster.until(() => message('preemptor') === `0/1 nodes are available: 1 Insufficient cpu. ${waits}`);
    await cluster.endPod('victim');
    await cluster.until(bound('preemptor'));
  });

  it('leaves all others where they are when it is polite', async () => {
    await cluster.createNode('only', { cpu: '2' });
    await cluster.createPod('first', of('low', '2'));
    await cluster.until(bound('first'));
    await cluster.createPod('polite', of('polite', '1'));
    const why = 'preemption: not eligible due to preemptionPolicy=Never.';
    await cluster.until(() => message('polite') === `0/1 nodes are available: 1 Insufficient cpu. ${why}`);
    expect(isLeaving(cluster.pod('first'))).toBe(false);
  });

  it('has those go whom no budget keeps', async () => {
    await cluster.createNode('kept', { cpu: '2' });
    await cluster.createPod('kept', of('low', '2'), { labels: { app: 'db' } });
    await cluster.until(bound('kept'));
    await cluster.createNode('free', { cpu: '2' });
    await cluster.createPod('free', of('low', '2'));
    await cluster.until(bound('free'));
    await cluster.client.resource(resources.podDisruptionBudgets).create({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'db', namespace: 'default' },
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'db' } } },
    });
    // The budget is known from the start on, however fast the watches are.
    await cluster.restartScheduler();
    await cluster.createPod('preemptor', of('high', '1'));
    await cluster.until(() => isLeaving(cluster.pod('free')));
    expect(isLeaving(cluster.pod('kept'))).toBe(false);
  });

  it('takes the nomination from a Pod of lower priority, which looks for another node', async () => {
    await cluster.createPriority('middle', 100);
    await cluster.createNode('only', { cpu: '2' });
    await cluster.createPod('victim', of('low', '2'));
    await cluster.until(bound('victim'));
    await cluster.createPod('middle', of('middle', '2'));
    await cluster.until(() => cluster.pod('middle')?.status?.nominatedNodeName === 'only');
    await cluster.createPod('high', of('high', '2'));
    await cluster.endPod('victim');
    await cluster.until(bound('high'));
    await cluster.until(() => cluster.pod('middle')?.status?.nominatedNodeName === undefined);
    await cluster.createNode('second', { cpu: '2' });
    await cluster.until(bound('middle'));
  });
});
