import { type CronJobSpec, isConditionTrue, type Job, resources, seededRandom, TestClock } from '@sampan/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestCluster, type TestCluster } from '../testing/test-cluster.js';

const key = { namespace: 'default', name: 'sums' };
const minute = 60_000;
/** The first whole minute after CronJobs are created. */
const start = Date.UTC(2026, 0, 2, 12);

describe('a CronJob', () => {
  let cluster: TestCluster;
  let clock: TestClock;
  beforeEach(async () => {
    clock = new TestClock(start - 1000);
    cluster = await startTestCluster({ clock, controllers: ['*', '-job'] });
  });
  afterEach(() => cluster.stop());

  const create = async (spec: Partial<CronJobSpec> = {}) => {
    const template = { spec: { containers: [{ name: 'main', image: 'one' }], restartPolicy: 'Never' } };
    await cluster.client.resource(resources.cronJobs).create({
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: key,
      spec: { schedule: '* * * * *', timeZone: 'UTC', jobTemplate: { spec: { template } }, ...spec },
    });
    clock.advance(1500);
  };
  const counted = (active: number) =>
    cluster.until(resources.cronJobs, key, (cronJob) => (cronJob?.status?.active ?? []).length === active);
  const jobs = (count: number) => cluster.untilAll(resources.jobs, (all) => all.length === count);

  /** Says that a Job is over, as its controller would. */
  async function end({ metadata, status }: Job, type: 'Complete' | 'Failed' = 'Complete'): Promise<void> {
    const time = new Date(clock.now()).toISOString().replace(/\.\d+/, '');
    const forerunner = type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget';
    const conditions = [forerunner, type].map((each) => ({ type: each, status: 'True' }));
    const times = type === 'Complete' ? { startTime: time, completionTime: time } : { startTime: time };
    const ended = { apiVersion: 'batch/v1', kind: 'Job', metadata, status: { ...status, ...times, conditions } };
    await cluster.client
      .resource(resources.jobs)
      .patch(
        { namespace: 'default', name: metadata.name ?? '' },
        { type: 'merge', body: { status: ended.status } },
        { subresource: 'status' },
      );
  }

  it('makes a Job each minute, and counts those that run', async () => {
    await create();
    const [first] = await jobs(1);
    expect(first?.metadata.name).toBe(`sums-${start / minute}`);
    await counted(1);
    await end(first as Job);
    const cronJob = await counted(0);
    expect(cronJob?.status).toMatchObject({ lastSuccessfulTime: expect.any(String) });
    clock.advance(minute + 500);
    await jobs(2);
    const events = await cluster.untilAll(resources.events, (all) =>
      all.some(({ reason }) => reason === 'SawCompletedJob'),
    );
    expect(events.map(({ message }) => message)).toContain(
      `Saw completed job: ${first?.metadata.name}, condition: Complete`,
    );
  });

  it('deletes a Job to make room for the next', async () => {
    await create({ concurrencyPolicy: 'Replace' });
    const [first] = await jobs(1);
    await counted(1);
    clock.advance(minute + 500);
    await cluster.untilAll(resources.jobs, (all) => all.length === 1 && all[0]?.metadata.uid !== first?.metadata.uid);
  });

  it.each([1, 2, 3])('makes one Job of one time, whatever dies (seed %i)', async (seed) => {
    const random = seededRandom(seed);
    const isForbidden = random.chance(0.5);
    await create({
      concurrencyPolicy: isForbidden ? 'Forbid' : 'Allow',
      successfulJobsHistoryLimit: 100,
      failedJobsHistoryLimit: 100,
    });
    const all = async () => (await cluster.client.resource(resources.jobs).list()).items;
    for (let count = 0; count < 40; count++) {
      const running = (await all()).filter(({ status }) => !isOver(status));
      if (isForbidden) expect(running.length).toBeLessThanOrEqual(1);
      if (random.chance(0.3)) await cluster.restartControllers();
      const one = running[random.below(Math.max(running.length, 1))];
      if (one !== undefined && random.chance(0.6)) await end(one, random.chance(0.5) ? 'Complete' : 'Failed');
      clock.advance(random.below(minute));
      await new Promise(setImmediate);
    }
    // The controller may be behind: what is due is made still, and ended too.
    const due = new Date(clock.now() - (clock.now() % minute)).toISOString().replace(/\.\d+/, '');
    for (let left = 1; left > 0; ) {
      const jobs = await all();
      for (const job of jobs) if (!isOver(job.status)) await end(job);
      const ended = new Set(jobs.map(({ metadata }) => metadata.uid));
      const cronJob = await cluster.until(resources.cronJobs, key, (object) => {
        const { active = [], lastScheduleTime } = object?.status ?? {};
        return active.some(({ uid }) => !ended.has(uid)) || (active.length === 0 && lastScheduleTime === due);
      });
      left = cronJob?.status?.active?.length ?? 0;
    }
    const times = (await all()).map(
      ({ metadata }) => metadata.annotations?.['batch.kubernetes.io/cronjob-scheduled-timestamp'],
    );
    expect(new Set(times).size).toBe(times.length);
    expect(times.length).toBeGreaterThan(0);
    const { status } = await cluster.client.resource(resources.cronJobs).get(key);
    expect(status?.lastScheduleTime).toBe(times.sort().at(-1));
  });
});

function isOver(status: Job['status']): boolean {
  return isConditionTrue(status?.conditions, 'Complete') || isConditionTrue(status?.conditions, 'Failed');
}
