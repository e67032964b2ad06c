import { isConditionTrue, type Job, type JobSpec, type Pod, resources, TestClock } from '@sampan/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.js';
import { isTracked } from './job-pods.js';

const key = { namespace: 'default', name: 'sums' };

describe('a Job', () => {
  let cluster: TestCluster;
  const clock = new TestClock(Date.now());
  beforeEach(async () => {
    cluster = await startTestCluster({ clock });
  });
  afterEach(() => cluster.stop());

  const create = (spec: Partial<JobSpec> = {}) =>
    cluster.client.resource(resources.jobs).create({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: key,
      spec: { template: { spec: { containers: [{ name: 'main', image: 'one' }], restartPolicy: 'Never' } }, ...spec },
    });
  const patch = (spec: Partial<JobSpec>) =>
    cluster.client.resource(resources.jobs).patch(key, { type: 'merge', body: { spec } });
  const until = (holds: (job: Job) => boolean) =>
    cluster.until(resources.jobs, key, (job) => job !== undefined && holds(job));
  const over = (type: 'Complete' | 'Failed') => until(({ status }) => isConditionTrue(status?.conditions, type));
  const activePods = (count: number) =>
    cluster.untilAll(resources.pods, (pods) => active(pods).length === count).then(active);
  const eventually = (reason: string) =>
    cluster.untilAll(resources.events, (events) => events.some((event) => event.reason === reason));

  /** Says how a Pod has ended, as its agent would. */
  async function end(pod: Pod, exitCode = 0): Promise<void> {
    const terminated = { exitCode, finishedAt: new Date(clock.now()).toISOString() };
    const container = { name: 'main', image: '', imageID: '', ready: false, restartCount: 0, state: { terminated } };
    const status = { phase: exitCode === 0 ? 'Succeeded' : 'Failed', containerStatuses: [container] };
    await cluster.client
      .resource(resources.pods)
      .patch(
        { namespace: 'default', name: pod.metadata.name ?? '' },
        { type: 'merge', body: { status } },
        { subresource: 'status' },
      );
  }

  it('runs as many at a time as it may until all are done, and lets go of them', async () => {
    await create({ completions: 3, parallelism: 2 });
    for (const pod of await activePods(2)) await end(pod);
    for (const pod of await activePods(1)) await end(pod);
    const job = await over('Complete');
    expect(job?.status).toMatchObject({ succeeded: 3, ready: 0, terminating: 0, completionTime: expect.any(String) });
    expect(job?.status?.conditions?.map(({ type, reason }) => [type, reason])).toEqual([
      ['SuccessCriteriaMet', 'CompletionsReached'],
      ['Complete', 'CompletionsReached'],
    ]);
    const pods = await cluster.untilAll(resources.pods, (all) => !all.some(isTracked));
    expect(pods).toHaveLength(3);
    const events = await eventually('Completed');
    expect(events.map(({ reason, message }) => `${reason} ${message?.replace(/sums-.*/, 'P')}`).sort()).toEqual([
      'Completed Job completed',
      ...Array(3).fill('SuccessfulCreate Created pod: P'),
    ]);
  });

  it('of a work queue is done when one Pod says so and the others have ended', async () => {
    await create({ parallelism: 2 });
    const [first, second] = await activePods(2);
    await end(first as Pod);
    await until(({ status }) => status?.succeeded === 1);
    expect(await activePods(1)).toHaveLength(1);
    await end(second as Pod);
    expect((await over('Complete'))?.status?.succeeded).toBe(2);
  });

  it('waits longer after each failure, and fails after too many', async () => {
    await create({ backoffLimit: 1 });
    const [first] = await activePods(1);
    await end(first as Pod, 1);
    await until(({ status }) => status?.failed === 1);
    expect(await activePods(0)).toEqual([]);
    clock.advance(10_000);
    const [second] = await activePods(1);
    await end(second as Pod, 1);
    const job = await over('Failed');
    expect(job?.status).toMatchObject({ failed: 2 });
    expect(job?.status?.conditions).toMatchObject([
      { type: 'FailureTarget', reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' },
      { type: 'Failed', reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' },
    ]);
    await eventually('BackoffLimitExceeded');
  });

  it('fails at its deadline: what runs is deleted, and counts', async () => {
    await create({ activeDeadlineSeconds: 30, parallelism: 2, completions: 2 });
    await activePods(2);
    await until(({ status }) => status?.startTime !== undefined && status.active === 2);
    clock.advance(30_000);
    const job = await over('Failed');
    expect(job?.status).toMatchObject({ failed: 2, conditions: [{ reason: 'DeadlineExceeded' }, { type: 'Failed' }] });
  });

  it('is suspended and goes on: what ran does not count', async () => {
    await create({ parallelism: 2, completions: 2 });
    await activePods(2);
    await patch({ suspend: true });
    await until(({ status }) => isConditionTrue(status?.conditions, 'Suspended') && (status?.active ?? 0) === 0);
    await activePods(0);
    clock.advance(60_000);
    await patch({ suspend: false });
    for (const pod of await activePods(2)) await end(pod);
    const job = await over('Complete');
    expect(job?.status?.failed).toBeUndefined();
    expect(Date.parse(job?.status?.startTime ?? '')).toBeGreaterThan(clock.now() - 30_000);
    await eventually('Resumed');
  });

  it('gives each Pod of an Indexed one its index', async () => {
    await create({ completionMode: 'Indexed', completions: 3, parallelism: 3 });
    const pods = await activePods(3);
    const label = 'batch.kubernetes.io/job-completion-index';
    expect(pods.map(({ metadata }) => metadata.labels?.[label]).sort()).toEqual(['0', '1', '2']);
    const one = pods.find(({ metadata }) => metadata.labels?.[label] === '1') as Pod;
    expect(one).toMatchObject({
      metadata: { name: expect.stringMatching(/^sums-1-/), annotations: { [label]: '1' } },
      spec: {
        hostname: 'sums-1',
        containers: [
          {
            env: [
              { name: 'JOB_COMPLETION_INDEX', valueFrom: { fieldRef: { fieldPath: `metadata.labels['${label}']` } } },
            ],
          },
        ],
      },
    });
    await end(one);
    const job = await until(({ status }) => status?.completedIndexes === '1');
    expect(job?.status).toMatchObject({ succeeded: 1 });
  });

  it('has indexes fail by themselves, and fails with them at the end', async () => {
    await create({
      completionMode: 'Indexed',
      completions: 2,
      parallelism: 2,
      backoffLimitPerIndex: 1,
    });
    const [zero, one] = byIndex(await activePods(2));
    await end(one as Pod);
    await end(zero as Pod, 1);
    await until(({ status }) => status?.completedIndexes === '1' && status.active === undefined);
    clock.advance(10_000);
    const [again] = await activePods(1);
    expect(again?.metadata.annotations).toMatchObject({ 'batch.kubernetes.io/job-index-failure-count': '1' });
    await end(again as Pod, 1);
    const job = await over('Failed');
    expect(job?.status).toMatchObject({ completedIndexes: '1', failedIndexes: '0', succeeded: 1, failed: 2 });
    expect(job?.status?.conditions?.at(-1)).toMatchObject({
      reason: 'FailedIndexes',
      message: 'Job has failed indexes',
    });
  });

  it('succeeds by its policy, and deletes what still runs', async () => {
    const successPolicy = { rules: [{ succeededIndexes: '0' }] };
    await create({ completionMode: 'Indexed', completions: 3, parallelism: 3, successPolicy });
    const [zero] = byIndex(await activePods(3));
    await end(zero as Pod);
    const job = await over('Complete');
    expect(job?.status).toMatchObject({ succeeded: 1, completedIndexes: '0' });
    expect(job?.status?.conditions).toMatchObject([
      { type: 'SuccessCriteriaMet', reason: 'SuccessPolicy', message: 'Matched rules at index 0' },
      { type: 'Complete', reason: 'SuccessPolicy' },
    ]);
  });

  it('fails at once, or lets it be, as its policy says of exit codes', async () => {
    const onExitCodes = (...values: number[]) => ({ operator: 'In', values });
    await create({
      podFailurePolicy: {
        rules: [
          { action: 'Ignore', onExitCodes: onExitCodes(3) },
          { action: 'FailJob', onExitCodes: onExitCodes(42) },
        ],
      },
    });
    const [first] = await activePods(1);
    await end(first as Pod, 3);
    await cluster.untilAll(resources.pods, (pods) => !pods.some(isTracked));
    clock.advance(10_000);
    const [second] = await activePods(1);
    await end(second as Pod, 42);
    const job = await over('Failed');
    const message = `Container main for pod default/${second?.metadata.name} failed with exit code 42 matching FailJob rule at index 1`;
    expect(job?.status).toMatchObject({
      failed: 1,
      conditions: [{ reason: 'PodFailurePolicy', message }, { message }],
    });
  });

  it('leaves alone what somebody else manages', async () => {
    await create({ managedBy: 'example.com/other' });
    await create2('seen');
    await cluster.untilAll(resources.pods, (pods) => pods.some(({ metadata }) => metadata.name?.startsWith('seen-')));
    const pods = await cluster.untilAll(resources.pods, () => true);
    expect(pods.filter(({ metadata }) => metadata.name?.startsWith('sums-'))).toEqual([]);
  });

  const create2 = (name: string) =>
    cluster.client.resource(resources.jobs).create({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { namespace: 'default', name },
      spec: { template: { spec: { containers: [{ name: 'main', image: 'one' }], restartPolicy: 'Never' } } },
    });

  it('that is gone holds none of its Pods', async () => {
    await create({ parallelism: 2 });
    await activePods(2);
    await cluster.client.resource(resources.jobs).delete(key, { propagationPolicy: 'Background' });
    await cluster.untilAll(resources.pods, (pods) => !pods.some(isTracked));
  });
});

function active(pods: readonly Pod[]): Pod[] {
  return pods.filter(
    ({ metadata, status }) =>
      metadata.deletionTimestamp === undefined && !['Succeeded', 'Failed'].includes(status?.phase ?? ''),
  );
}

function byIndex(pods: readonly Pod[]): Pod[] {
  const index = ({ metadata }: Pod) => Number(metadata.annotations?.['batch.kubernetes.io/job-completion-index']);
  return [...pods].sort((a, b) => index(a) - index(b));
}
