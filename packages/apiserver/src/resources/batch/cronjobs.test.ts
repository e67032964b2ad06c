import { type CronJob, type CronJobSpec, fieldErrorMessage, type JobSpec, type PodSpec } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { rowOf, ruleErrors, someWrite, updateErrors } from '../resource-test-tools.js';
import { cronjobs } from './cronjobs.js';

function cronJob(
  spec: Partial<CronJobSpec> = {},
  jobSpec: Partial<JobSpec> = {},
  podSpec: Partial<PodSpec> = {},
): CronJob {
  const template = { spec: { containers: [{ name: 'main', image: 'hello:1' }], restartPolicy: 'Never', ...podSpec } };
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'sums', namespace: 'default' },
    spec: { schedule: '@hourly', jobTemplate: { spec: { template, ...jobSpec } }, ...spec },
  };
}

describe('defaults of CronJobs', () => {
  it('are theirs alone: the job has none until it is made', () => {
    const object = cronJob();
    cronjobs.strategy.defaults?.(object);
    const { jobTemplate, ...spec } = object.spec as CronJobSpec;
    expect(spec).toEqual({
      concurrencyPolicy: 'Allow',
      failedJobsHistoryLimit: 1,
      schedule: '@hourly',
      successfulJobsHistoryLimit: 3,
      suspend: false,
    });
    expect(Object.keys(jobTemplate.spec ?? {})).toEqual(['template']);
    expect(jobTemplate.spec?.template.spec?.dnsPolicy).toBe('ClusterFirst');
  });
});

describe('validation of CronJobs', () => {
  const created = (object: CronJob) => [
    ...ruleErrors(cronjobs, object),
    ...(cronjobs.strategy.validateCreate?.(object, someWrite) ?? []).map(fieldErrorMessage),
  ];
  const local = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';

  it.each<[string, CronJob, string[]]>([
    ['a plain one', cronJob({ timeZone: 'Europe/Berlin' }), []],
    ['no schedule', cronJob({ schedule: '' }), ['spec.schedule: Required value']],
    [
      'what is no schedule',
      cronJob({ schedule: '60 * * * *' }),
      ['spec.schedule: Invalid value: "60 * * * *": end of range (60) above maximum (59): 60'],
    ],
    [
      'a zone in the schedule',
      cronJob({ schedule: 'TZ=UTC 0 0 * * *' }),
      [
        'spec.schedule: Invalid value: "TZ=UTC 0 0 * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
      ],
    ],
    [
      'no zone',
      cronJob({ timeZone: '' }),
      ['spec.timeZone: Invalid value: "": timeZone must be nil or non-empty string'],
    ],
    [
      'a zone of nowhere',
      cronJob({ timeZone: '../x' }),
      ['spec.timeZone: Invalid value: "../x": unknown time zone ../x'],
    ],
    ['this machine’s zone', cronJob({ timeZone: 'Local' }), [`spec.timeZone: Invalid value: "Local": ${local}`]],
    [
      'another policy',
      cronJob({ concurrencyPolicy: 'Maybe' }),
      ['spec.concurrencyPolicy: Unsupported value: "Maybe": supported values: "Allow", "Forbid", "Replace"'],
    ],
    [
      'less than nothing',
      cronJob({ successfulJobsHistoryLimit: -1, failedJobsHistoryLimit: -1 }),
      ['successfulJobsHistoryLimit', 'failedJobsHistoryLimit'].map(
        (name) => `spec.${name}: Invalid value: -1: must be greater than or equal to 0`,
      ),
    ],
    [
      'a selector of its job',
      cronJob({}, { selector: { matchLabels: { a: 'b' } }, manualSelector: true }),
      [
        'spec.jobTemplate.spec.selector: Invalid value: {"matchLabels":{"a":"b"}}: `selector` will be auto-generated',
        'spec.jobTemplate.spec.manualSelector: Unsupported value: true: supported values: "nil", "false"',
      ],
    ],
    [
      'a job that never ends',
      cronJob({}, {}, { restartPolicy: 'Always' }),
      ['spec.jobTemplate.spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
    ],
    [
      'a name that is too long for its jobs',
      { ...cronJob(), metadata: { name: 'x'.repeat(53) } },
      [`metadata.name: Invalid value: "${'x'.repeat(53)}": must be no more than 52 characters`],
    ],
  ])('%s', (_name, object, errors) => expect(created(object)).toEqual(errors));

  it('lets a zone be that was in the schedule before', () => {
    const old = cronJob({ schedule: 'TZ=UTC 0 0 * * *' });
    const changed = (spec: Partial<CronJobSpec>) =>
      updateErrors(cronjobs, { old, next: cronJob({ ...old.spec, ...spec }) });
    expect(changed({ schedule: 'TZ=UTC 0 1 * * *' })).toEqual([]);
    expect(changed({ timeZone: 'UTC' })).toEqual([
      'spec.schedule: Invalid value: "TZ=UTC 0 0 * * *": cannot use both timeZone field and TZ or CRON_TZ in schedule',
    ]);
  });
});

it('shows when it was last, and whose clocks it goes by', () => {
  const object = { ...cronJob({ suspend: true }), status: { lastScheduleTime: '2026-01-01T00:00:00Z', active: [{}] } };
  const row = rowOf(cronjobs, object, Date.UTC(2026, 0, 1, 0, 5));
  expect([row.Schedule, row.Timezone, row.Suspend, row.Active, row['Last Schedule']]).toEqual([
    '@hourly',
    '<none>',
    'True',
    1,
    '5m',
  ]);
});
