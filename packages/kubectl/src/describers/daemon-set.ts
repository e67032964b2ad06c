import { type DaemonSet, formatLabels, labelSelectorAsSelector } from '@sampan/api';
import { defineDescriber } from './describer.js';
import { field } from './lines.js';
import { labelAndAnnotationLines, nameLines } from './parts/metadata.js';
import { podCounts } from './parts/pod-counts.js';
import { podTemplateLines } from './parts/pod-template.js';

export const daemonSetDescriber = defineDescriber<DaemonSet>({
  group: 'apps',
  kind: 'DaemonSet',
  async describe(set, context) {
    const { spec, status } = set;
    const selector = labelSelectorAsSelector(spec.selector);
    return [
      ...nameLines(set),
      field('Selector', selector),
      field('Node-Selector', formatLabels(spec.template.spec?.nodeSelector)),
      ...labelAndAnnotationLines(set),
      `Desired Number of Nodes Scheduled: ${status?.desiredNumberScheduled ?? 0}`,
      `Current Number of Nodes Scheduled: ${status?.currentNumberScheduled ?? 0}`,
      `Number of Nodes Scheduled with Up-to-date Pods: ${status?.updatedNumberScheduled ?? 0}`,
      `Number of Nodes Scheduled with Available Pods: ${status?.numberAvailable ?? 0}`,
      `Number of Nodes Misscheduled: ${status?.numberMisscheduled ?? 0}`,
      field('Pods Status', await podCounts(set, selector, context)),
      ...podTemplateLines(spec.template),
      ...(await context.eventLines(set)),
    ];
  },
});
