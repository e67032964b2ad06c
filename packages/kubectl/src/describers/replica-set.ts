import { formatLabelSelector, labelSelectorAsSelector, type ReplicaSet } from '@sampan/api';
import { errorWords } from '../framework/error-words.js';
import { type DescribeContext, defineDescriber } from './describer.js';
import { field, optionalField } from './lines.js';
import { conditionLines } from './parts/conditions.js';
import { labelAndAnnotationLines, nameLines } from './parts/metadata.js';
import { podCounts } from './parts/pod-counts.js';
import { podTemplateLines } from './parts/pod-template.js';
import { controllerName } from './values.js';

export const replicaSetDescriber = defineDescriber<ReplicaSet>({
  group: 'apps',
  kind: 'ReplicaSet',
  async describe(replicaSet, context) {
    const { spec, status } = replicaSet;
    return [
      ...nameLines(replicaSet),
      field('Selector', formatLabelSelector(spec.selector)),
      ...labelAndAnnotationLines(replicaSet),
      ...optionalField('Controlled By', controllerName(replicaSet)),
      field('Replicas', `${status?.replicas ?? 0} current / ${spec.replicas ?? 0} desired`),
      field('Pods Status', await podsText(replicaSet, context)),
      ...podTemplateLines(spec.template),
      ...conditionLines(status?.conditions),
      ...(await context.eventLines(replicaSet)),
    ];
  },
});

/** A replica set can be told about even if its pods cannot. */
async function podsText(replicaSet: ReplicaSet, context: DescribeContext): Promise<string> {
  try {
    return await podCounts(replicaSet, labelSelectorAsSelector(replicaSet.spec.selector), context);
  } catch (error) {
    return `error in fetching pods: ${errorWords(error)}`;
  }
}
