import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubectls, runKubectl, startTestCluster, type TestCluster } from './support/cluster.js';
import { eventually } from './support/eventually.js';
import { kill } from './support/kill.js';
import { example } from './support/paths.js';

/** Work that ends, told with each kubectl in turn. */
describe.each(kubectls)('the story of Jobs, with $name', (which) => {
  let cluster: TestCluster;
  const kubectl = (...args: string[]) => runKubectl(which, args, { env: cluster.env });

  beforeAll(async () => {
    cluster = await startTestCluster();
  }, 120_000);
  afterAll(() => cluster?.destroy(), 120_000);

  const status = async (field: string) => kubectl('get', 'job', 'sums', '-o', `jsonpath={.status.${field}}`);

  it('counts fifty completions exactly, while the controllers are killed again and again', async () => {
    expect(await kubectl('apply', '-f', example('job'))).toBe('job.batch/sums created\n');
    for (const some of [5, 20, 35]) {
      await eventually(async () => expect(Number(await status('succeeded'))).toBeGreaterThanOrEqual(some));
      kill((await cluster.pids())['controller-manager']);
    }
    expect(await kubectl('wait', '--for=condition=complete', 'job/sums', '--timeout=120s')).toBe(
      'job.batch/sums condition met\n',
    );
    expect(await status('succeeded')).toBe('50');
    expect(await status('failed')).toBe('');
    expect(await status('completedIndexes')).toBe('0-49');
    expect(await status('uncountedTerminatedPods')).toBe('{}');
    const pods = JSON.parse(await kubectl('get', 'pods', '-l', 'batch.kubernetes.io/job-name=sums', '-o', 'json'));
    const succeeded = pods.items.filter((pod: any) => pod.status.phase === 'Succeeded');
    expect(
      new Set(succeeded.map((pod: any) => pod.metadata.labels['batch.kubernetes.io/job-completion-index'])).size,
    ).toBe(50);
    expect(pods.items.flatMap((pod: any) => pod.metadata.finalizers ?? [])).toEqual([]);
  });

  it('shows what came of it', async () => {
    const table = await kubectl('get', 'jobs');
    expect(table).toMatch(/^NAME +STATUS +COMPLETIONS +DURATION +AGE\n/);
    expect(table).toMatch(/^sums +Complete +50\/50 /m);
    const described = await kubectl('describe', 'job', 'sums');
    expect(described).toMatch(/^Pods Statuses: +0 Active \(0 Ready\) \/ 50 Succeeded \/ 0 Failed$/m);
    expect(described).toMatch(/^Completed Indexes: +0-49$/m);
    expect(described).toMatch(/ Completed +.*Job completed$/m);
    const logs = await kubectl('logs', '-l', 'batch.kubernetes.io/job-completion-index=7');
    expect(logs).toBe('7 squared is 49\n');
    await kubectl('delete', 'job', 'sums');
    await eventually(async () => expect(await kubectl('get', 'pods', '-o', 'name')).toBe(''));
  });

  it('says why it failed', async () => {
    await kubectl('create', 'job', 'broken', '--image=busybox', '--', 'sh', '-c', 'exit 3');
    await kubectl('patch', 'job', 'broken', '-p', '{"spec":{"backoffLimit":0}}');
    expect(await kubectl('wait', '--for=condition=failed', 'job/broken', '--timeout=60s')).toBe(
      'job.batch/broken condition met\n',
    );
    expect(await kubectl('get', 'job', 'broken')).toMatch(/^broken +Failed +0\/1 /m);
    expect(await kubectl('describe', 'job', 'broken')).toMatch(
      / BackoffLimitExceeded +.*Job has reached the specified backoff limit$/m,
    );
  });

  it('is run by a CronJob, now and at its time', async () => {
    expect(await kubectl('apply', '-f', example('cronjob'))).toBe('cronjob.batch/clock created\n');
    expect(await kubectl('create', 'job', 'at-once', '--from=cronjob/clock')).toBe('job.batch/at-once created\n');
    await kubectl('wait', '--for=condition=complete', 'job/at-once', '--timeout=60s');
    expect(await kubectl('logs', 'job/at-once')).not.toBe('');
    await eventually(
      async () => expect(await kubectl('get', 'jobs', '-o', 'name')).toMatch(/^job.batch\/clock-\d+$/m),
      { timeout: 90_000 },
    );
    const table = await kubectl('get', 'cronjobs');
    expect(table).toMatch(/^NAME +SCHEDULE +TIMEZONE +SUSPEND +ACTIVE +LAST SCHEDULE +AGE\n/);
    expect(table).toMatch(/^clock +\* \* \* \* \* +<none> +False +[01] +\d+s +/m);
    const described = await kubectl('describe', 'cronjob', 'clock');
    expect(described).toMatch(/ SuccessfulCreate +.*Created job clock-\d+$/m);
    await kubectl('delete', 'cronjob', 'clock');
    await eventually(async () => expect(await kubectl('get', 'jobs', '-o', 'name')).toBe('job.batch/broken\n'));
  }, 180_000);
});
