import {
  ageOf,
  type CronJob,
  type CronJobSpec,
  type FieldError,
  field,
  formatLabelSelector,
  isTimeZone,
  type JobSpec,
  type JobTemplateSpec,
  parseSchedule,
  resources,
} from '@sampan/api';
import type { Place } from '@sampan/api/schemas';
import { ageColumn, countColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { selectorColumn, templateColumns } from '../../kinds/columns/template-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { statusSubresource } from '../../kinds/status-subresource.js';
import { defaultPodTemplate } from '../pod-spec/defaults.js';
import { templateWarnings } from '../pod-spec/warnings.js';
import { jobSpecChecks } from './job-spec.js';

/** Jobs are called by the CronJob's name and eleven more characters. */
const longestName = 52;
const timeZonePart = /^[A-Za-z_.+0-9-]{1,14}$/;

export const cronjobs = defineResource(resources.cronJobs, {
  strategy: {
    countsGeneration: true,
    defaults: ({ spec }) => {
      const template = spec?.jobTemplate?.spec?.template;
      if (template !== undefined) defaultPodTemplate(template);
    },
    prepareForCreate: (cronJob) => {
      cronJob.status = {};
    },
    checks: {
      'spec.schedule': validateSchedule,
      'spec.jobTemplate': validateJobTemplate,
      ...jobSpecChecks('spec.jobTemplate.spec'),
    },
    validateCreate: ({ metadata: { name = '' }, spec }) => [
      ...(name.length > longestName
        ? [field.invalid('metadata.name', name, `must be no more than ${longestName} characters`)]
        : []),
      ...validateZones(spec),
    ],
    validateUpdate: (cronJob, old, subresource) => (subresource === '' ? validateZones(cronJob.spec, old.spec) : []),
    warnings: ({ spec }, old) =>
      templateWarnings(
        'spec.jobTemplate.spec.template',
        spec?.jobTemplate.spec?.template,
        old?.spec?.jobTemplate.spec?.template,
      ),
  },
  subresources: { status: statusSubresource() },
  columns: [
    nameColumn,
    {
      name: 'Schedule',
      type: 'string',
      description: 'When jobs are made, in the notation of cron.',
      cell: ({ spec }) => spec?.schedule ?? '',
    },
    {
      name: 'Timezone',
      type: 'string',
      description: 'Whose clocks the schedule means.',
      cell: ({ spec }) => spec?.timeZone ?? '<none>',
    },
    {
      name: 'Suspend',
      type: 'boolean',
      description: 'Whether no more jobs are made.',
      cell: ({ spec }) => (spec?.suspend === undefined ? '<unset>' : spec.suspend ? 'True' : 'False'),
    },
    countColumn('Active', 'How many jobs run now.', ({ status }) => status?.active?.length),
    {
      name: 'Last Schedule',
      type: 'string',
      description: 'When the last job was due.',
      cell: ({ status }, now) =>
        status?.lastScheduleTime === undefined ? '<none>' : ageOf(status.lastScheduleTime, now),
    },
    ageColumn,
    ...templateColumns<CronJob>(({ spec }) => spec?.jobTemplate.spec?.template),
    selectorColumn(({ spec }) => formatLabelSelector(spec?.jobTemplate.spec?.selector)),
  ],
  versions: { 'batch/v1beta1': { lifecycle: { introduced: '1.8', deprecated: '1.21', removed: '1.25' } } },
});

function validateSchedule(schedule: string | undefined, { path }: Place): FieldError[] {
  if (schedule === undefined || schedule === '') return [];
  try {
    parseSchedule(schedule);
    return [];
  } catch (error) {
    return [field.invalid(path, schedule, (error as Error).message)];
  }
}

/** Whose clocks are meant: said in a field of its own, unless it was said in the schedule before that was refused. */
function validateZones(spec: CronJobSpec | undefined, old?: CronJobSpec): FieldError[] {
  const { schedule = '', timeZone } = spec ?? {};
  const errors: FieldError[] = [];
  if (schedule.includes('TZ')) {
    const wasThere = old?.schedule.includes('TZ') === true;
    const detail = wasThere
      ? 'cannot use both timeZone field and TZ or CRON_TZ in schedule'
      : 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
    if (!wasThere || timeZone !== undefined) errors.push(field.invalid('spec.schedule', schedule, detail));
  }
  if (timeZone !== undefined && timeZone !== old?.timeZone) errors.push(...validateTimeZone(timeZone));
  return errors;
}

function validateTimeZone(timeZone: string): FieldError[] {
  const path = 'spec.timeZone';
  if (timeZone === '') return [field.invalid(path, timeZone, 'timeZone must be nil or non-empty string')];
  const isName = timeZone
    .split('/')
    .every((part) => timeZonePart.test(part) && part !== '.' && part !== '..' && !part.startsWith('-'));
  if (timeZone.toLowerCase() === 'local') {
    const detail = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
    return [field.invalid(path, timeZone, detail)];
  }
  return isName && isTimeZone(timeZone) ? [] : [field.invalid(path, timeZone, `unknown time zone ${timeZone}`)];
}

/** Each job has a selector of its own. */
function validateJobTemplate({ spec }: JobTemplateSpec, { path }: Place): FieldError[] {
  const { selector, manualSelector }: Partial<JobSpec> = spec ?? {};
  const errors: FieldError[] = [];
  if (selector !== undefined) {
    errors.push(field.invalid(`${path}.spec.selector`, selector, '`selector` will be auto-generated'));
  }
  if (manualSelector === true) {
    errors.push(field.notSupported(`${path}.spec.manualSelector`, manualSelector, ['nil', 'false']));
  }
  return errors;
}
