import { humanDuration, type Job } from '@sampan/api';
import { defineDescriber } from './describer.js';
import { field, optionalField } from './lines.js';
import { labelAndAnnotationLines, nameLines } from './parts/metadata.js';
import { podTemplateLines } from './parts/pod-template.js';
import { selectorLine } from './parts/selector-line.js';
import { controllerName, formatTime } from './values.js';

/** How many characters of completed indexes are shown before the next comma ends them. */
const longestIndexes = 50;

export const jobDescriber = defineDescriber<Job>({
  group: 'batch',
  kind: 'Job',
  async describe(job, context) {
    const { spec, status = {} } = job;
    return [
      ...nameLines(job),
      selectorLine(spec.selector),
      ...labelAndAnnotationLines(job),
      ...optionalField('Controlled By', controllerName(job)),
      ...optionalField('Parallelism', spec.parallelism),
      field('Completions', spec.completions ?? '<unset>'),
      ...optionalField('Completion Mode', spec.completionMode),
      ...optionalField('Suspend', spec.suspend),
      ...optionalField('Backoff Limit', spec.backoffLimit),
      ...optionalField('TTL Seconds After Finished', spec.ttlSecondsAfterFinished),
      ...timeLines(status),
      ...(spec.activeDeadlineSeconds === undefined
        ? []
        : [field('Active Deadline Seconds', `${spec.activeDeadlineSeconds}s`)]),
      field('Pods Statuses', podsText(status)),
      ...(spec.completionMode === 'Indexed' ? [field('Completed Indexes', indexesText(status.completedIndexes))] : []),
      ...podTemplateLines(spec.template),
      ...(await context.eventLines(job)),
    ];
  },
});

function timeLines({ startTime, completionTime }: NonNullable<Job['status']>): string[] {
  return [
    ...(startTime ? [field('Start Time', formatTime(startTime))] : []),
    ...(completionTime ? [field('Completed At', formatTime(completionTime))] : []),
    ...(startTime && completionTime
      ? [field('Duration', humanDuration(Date.parse(completionTime) - Date.parse(startTime)))]
      : []),
  ];
}

function podsText({ active = 0, ready, succeeded = 0, failed = 0 }: NonNullable<Job['status']>): string {
  const readyText = ready === undefined ? '' : ` (${ready} Ready)`;
  return `${active} Active${readyText} / ${succeeded} Succeeded / ${failed} Failed`;
}

function indexesText(indexes = ''): string {
  if (indexes === '') return '<none>';
  const comma = indexes.indexOf(',', longestIndexes);
  return comma === -1 ? indexes : `${indexes.slice(0, comma + 1)}...`;
}
