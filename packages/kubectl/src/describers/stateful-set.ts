import { labelSelectorAsSelector, type PersistentVolumeClaim, type StatefulSet } from '@sampan/api';
import { defineDescriber } from './describer.js';
import { field, indent, labelLines } from './lines.js';
import { storageClassOf } from './parts/claim.js';
import { labelAndAnnotationLines, nameLines } from './parts/metadata.js';
import { podCounts } from './parts/pod-counts.js';
import { podTemplateLines } from './parts/pod-template.js';
import { formatTime, goList, quantityText } from './values.js';

export const statefulSetDescriber = defineDescriber<StatefulSet>({
  group: 'apps',
  kind: 'StatefulSet',
  async describe(set, context) {
    const { metadata, spec, status } = set;
    const selector = labelSelectorAsSelector(spec.selector);
    return [
      ...nameLines(set),
      field('CreationTimestamp', formatTime(metadata.creationTimestamp)),
      field('Selector', selector),
      ...labelAndAnnotationLines(set),
      field('Replicas', `${spec.replicas ?? 0} desired | ${status?.replicas ?? 0} total`),
      ...strategyLines(set),
      field('Pods Status', await podCounts(set, selector, context)),
      ...podTemplateLines(spec.template),
      ...claimTemplateLines(spec.volumeClaimTemplates),
      ...(await context.eventLines(set)),
    ];
  },
});

function strategyLines({ spec }: StatefulSet): string[] {
  const { type = '', rollingUpdate } = spec.updateStrategy ?? {};
  const { partition, maxUnavailable } = rollingUpdate ?? {};
  if (partition === undefined) return [field('Update Strategy', type)];
  const unavailable = maxUnavailable === undefined ? [] : [field('MaxUnavailable', maxUnavailable)];
  return [field('Update Strategy', type), ...indent([field('Partition', partition), ...unavailable])];
}

function claimTemplateLines(templates: readonly PersistentVolumeClaim[] = []): string[] {
  if (templates.length === 0) return ['Volume Claims:\t<none>'];
  return [
    'Volume Claims:',
    ...templates.flatMap((claim) => {
      const { metadata, spec } = claim;
      const storage = spec?.resources?.requests?.storage;
      return [
        ...indent([field('Name', metadata.name), field('StorageClass', storageClassOf(claim))]),
        ...labelLines('Labels', metadata.labels, '  '),
        ...labelLines('Annotations', metadata.annotations, '  '),
        ...indent([
          field('Capacity', storage === undefined ? '<default>' : quantityText(storage)),
          field('Access Modes', goList(spec?.accessModes)),
        ]),
      ];
    }),
  ];
}
