import type { CronJob, CronJobSpec, CronJobStatus, Job, JobStatus } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { planCronJob } from './plan.js';

const template = { spec: { containers: [{ name: 'main', image: 'one' }], restartPolicy: 'Never' } };
const at = (time: string) => Date.parse(`2026-01-01T${time}Z`);
const second = (time: string) => `2026-01-01T${time}Z`;

function cronJob(spec: Partial<CronJobSpec> = {}, status: CronJobStatus = {}, created = '00:00:00'): CronJob {
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'sums', namespace: 'default', uid: 'cron', creationTimestamp: second(created) },
    spec: { schedule: '*/10 * * * *', timeZone: 'UTC', jobTemplate: { spec: { template } }, ...spec },
    status,
  };
}

function job(name: string, end?: 'Complete' | 'Failed', status: JobStatus = {}): Job {
  const conditions = end === undefined ? [] : [{ type: end, status: 'True' }];
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: 'default', uid: name },
    spec: { template },
    status: { ...status, conditions },
  };
}

const activeOf = (...names: string[]) => ({ active: names.map((name) => ({ name, uid: name })) });
const plan = (object: CronJob, now: string, jobs: Job[] = []) => planCronJob({ cronJob: object, jobs, now: at(now) });
const told = ({ events }: ReturnType<typeof plan>) => events.map(({ reason, message }) => `${reason}: ${message}`);

describe('when a CronJob makes a Job', () => {
  it.each<[string, ReturnType<typeof plan>, string | undefined, number | undefined]>([
    ['not before its time', plan(cronJob(), '00:09:59'), undefined, 1_100],
    ['at its time', plan(cronJob(), '00:10:00'), second('00:10:00'), 600_100],
    ['once', plan(cronJob({}, { lastScheduleTime: second('00:10:00') }), '00:10:30'), undefined, 570_100],
    ['for the last time of those it missed', plan(cronJob(), '00:45:00'), second('00:40:00'), 300_100],
    ['not while it is suspended', plan(cronJob({ suspend: true }), '00:10:00'), undefined, undefined],
    ['not after its deadline', plan(cronJob({ startingDeadlineSeconds: 30 }), '00:10:31'), undefined, 569_100],
    ['within its deadline', plan(cronJob({ startingDeadlineSeconds: 30 }), '00:10:29'), second('00:10:00'), 571_100],
    [
      'by the clocks of its zone',
      plan(cronJob({ schedule: '0 9 * * *', timeZone: 'Asia/Kolkata' }), '03:30:00'),
      second('03:30:00'),
      86_400_100,
    ],
    ['never, where there is no such day', plan(cronJob({ schedule: '0 0 31 2 *' }), '00:10:00'), undefined, undefined],
  ])('%s', (_name, { scheduledTime, waitMs }, time, wait) => expect([scheduledTime, waitMs]).toEqual([time, wait]));

  it('calls it by its time, and says the time by its clocks', () => {
    const { create } = plan(cronJob({ timeZone: 'Asia/Kolkata', schedule: '*/10 * * * *' }), '00:10:00');
    expect(create?.metadata).toMatchObject({
      name: `sums-${at('00:10:00') / 60_000}`,
      annotations: { 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-01-01T05:40:00+05:30' },
      ownerReferences: [{ kind: 'CronJob', uid: 'cron', controller: true }],
    });
  });

  it.each([
    ['Allow', [], true],
    ['Forbid', [], false],
    ['Replace', ['a'], true],
  ])('%s: beside one that runs', (concurrencyPolicy, deleted, starts) => {
    const { deletes, create } = plan(cronJob({ concurrencyPolicy }, activeOf('a')), '00:10:00', [job('a')]);
    expect([deletes.map(({ metadata }) => metadata.name), create !== undefined]).toEqual([deleted, starts]);
  });
});

describe('what a CronJob tells', () => {
  it.each<[string, string[], string[]]>([
    [
      'of a Job that runs on',
      told(plan(cronJob({ concurrencyPolicy: 'Forbid' }, activeOf('a')), '00:10:00', [job('a')])),
      ['JobAlreadyActive: Not starting job because prior execution is running and concurrency policy is Forbid'],
    ],
    [
      'of Jobs that are over, gone or new to it',
      told(plan(cronJob({}, activeOf('a', 'b')), '00:00:30', [job('a', 'Complete'), job('c')])),
      [
        'SawCompletedJob: Saw completed job: a, condition: Complete',
        'MissingJob: Active job went missing: b',
        'UnexpectedJob: Saw a job that the controller did not create or forgot: c',
      ],
    ],
    [
      'of many times that were missed',
      told(plan(cronJob({ schedule: '* * * * *' }), '01:45:00')),
      [
        'TooManyMissedTimes: too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
      ],
    ],
    [
      'of what it does not understand',
      told(plan(cronJob({ schedule: '61 * * * *' }), '00:10:00')),
      ['UnparseableCronJobSchedule: unparseable schedule: "61 * * * *" : end of range (61) above maximum (59): 61'],
    ],
  ])('%s', (_name, events, expected) => expect(events).toEqual(expected));
});

it('keeps as many Jobs that are over as it is to, and the newest', () => {
  const jobs = ['3', '1', '2'].map((hour) => job(`j${hour}`, 'Complete', { startTime: second(`0${hour}:00:00`) }));
  const object = cronJob({ successfulJobsHistoryLimit: 1, failedJobsHistoryLimit: 0 });
  const { deletes } = plan(object, '00:00:30', [...jobs, job('f', 'Failed'), job('r')]);
  expect(deletes.map(({ metadata }) => metadata.name)).toEqual(['j1', 'j2', 'f']);
});

it('remembers when a Job last succeeded', () => {
  const done = [second('00:05:00'), second('00:06:00')].map((completionTime, index) =>
    job(`j${index}`, 'Complete', { completionTime }),
  );
  expect(plan(cronJob(), '00:07:00', done).status).toEqual({ lastSuccessfulTime: second('00:06:00') });
});
