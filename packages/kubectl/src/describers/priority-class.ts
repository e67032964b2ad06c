import { formatLabels, type PriorityClass } from '@sampan/api';
import { defineDescriber } from './describer.js';
import { field } from './lines.js';

export const priorityClassDescriber = defineDescriber<PriorityClass>({
  group: 'scheduling.k8s.io',
  kind: 'PriorityClass',
  async describe(priorityClass, context) {
    const { metadata, value, globalDefault = false, preemptionPolicy = '', description = '' } = priorityClass;
    return [
      field('Name', metadata.name),
      field('Value', value),
      field('GlobalDefault', globalDefault),
      field('PreemptionPolicy', preemptionPolicy),
      field('Description', description),
      field('Annotations', formatLabels(metadata.annotations)),
      ...(await context.eventLines(priorityClass)),
    ];
  },
});
