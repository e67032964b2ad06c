import { formatLabels, labelSetSelector, type ReplicationController } from '@sampan/api';
import { defineDescriber } from './describer.js';
import { field } from './lines.js';
import { conditionLines } from './parts/conditions.js';
import { labelAndAnnotationLines, nameLines } from './parts/metadata.js';
import { podCounts } from './parts/pod-counts.js';
import { podTemplateLines } from './parts/pod-template.js';

export const replicationControllerDescriber = defineDescriber<ReplicationController>({
  group: '',
  kind: 'ReplicationController',
  async describe(controller, context) {
    const { spec, status } = controller;
    return [
      ...nameLines(controller),
      field('Selector', formatLabels(spec.selector)),
      ...labelAndAnnotationLines(controller),
      field('Replicas', `${status?.replicas ?? 0} current / ${spec.replicas ?? 0} desired`),
      field('Pods Status', await podCounts(controller, labelSetSelector(spec.selector), context)),
      ...podTemplateLines(spec.template),
      ...conditionLines(status?.conditions),
      ...(await context.eventLines(controller)),
    ];
  },
});
