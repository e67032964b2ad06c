import type { CronJob, JobTemplateSpec } from '@sampan/api';
import { defineDescriber } from './describer.js';
import { field } from './lines.js';
import { labelAndAnnotationLines, nameLines } from './parts/metadata.js';
import { podTemplateLines } from './parts/pod-template.js';
import { selectorLine } from './parts/selector-line.js';
import { formatTime, titleCase } from './values.js';

export const cronJobDescriber = defineDescriber<CronJob>({
  group: 'batch',
  kind: 'CronJob',
  async describe(cronJob, context) {
    const { spec, status } = cronJob;
    const { lastScheduleTime, active = [] } = status ?? {};
    const deadline = spec.startingDeadlineSeconds;
    return [
      ...nameLines(cronJob),
      ...labelAndAnnotationLines(cronJob),
      field('Schedule', spec.schedule),
      field('Concurrency Policy', spec.concurrencyPolicy ?? ''),
      field('Suspend', spec.suspend === undefined ? '<unset>' : titleCase(spec.suspend)),
      field('Successful Job History Limit', spec.successfulJobsHistoryLimit ?? '<unset>'),
      field('Failed Job History Limit', spec.failedJobsHistoryLimit ?? '<unset>'),
      field('Starting Deadline Seconds', deadline === undefined ? '<unset>' : `${deadline}s`),
      ...jobTemplateLines(spec.jobTemplate),
      field('Last Schedule Time', lastScheduleTime ? formatTime(lastScheduleTime) : '<unset>'),
      field('Active Jobs', active.map(({ name }) => name).join(', ') || '<none>'),
      ...(await context.eventLines(cronJob)),
    ];
  },
});

function jobTemplateLines({ spec }: JobTemplateSpec): string[] {
  const { selector, parallelism, completions, activeDeadlineSeconds, template } = spec ?? {};
  return [
    selector === undefined ? field('Selector', '<unset>') : selectorLine(selector),
    field('Parallelism', parallelism ?? '<unset>'),
    field('Completions', completions ?? '<unset>'),
    ...(activeDeadlineSeconds === undefined ? [] : [field('Active Deadline Seconds', `${activeDeadlineSeconds}s`)]),
    ...podTemplateLines(template),
  ];
}
