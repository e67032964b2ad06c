import { ageOf, type NodeSelectorTerm, type PersistentVolume } from '@sampan/api';
import { defineDescriber } from './describer.js';
import { field, listField } from './lines.js';
import { accessModesText } from './parts/claim.js';
import { labelAndAnnotationLines } from './parts/metadata.js';
import { persistentSources } from './parts/persistent-sources.js';
import { sourceLines } from './parts/volume-source.js';
import { goList, quantityText } from './values.js';

const classAnnotation = 'volume.beta.kubernetes.io/storage-class';

export const persistentVolumeDescriber = defineDescriber<PersistentVolume>({
  group: '',
  kind: 'PersistentVolume',
  async describe(volume, context) {
    const { metadata, spec, status } = volume;
    const { deletionTimestamp } = metadata;
    return [
      field('Name', metadata.name),
      ...labelAndAnnotationLines(volume),
      field('Finalizers', goList(metadata.finalizers)),
      field('StorageClass', metadata.annotations?.[classAnnotation] ?? spec?.storageClassName ?? ''),
      field(
        'Status',
        deletionTimestamp ? `Terminating (lasts ${ageOf(deletionTimestamp, context.now)})` : (status?.phase ?? ''),
      ),
      field('Claim', spec?.claimRef ? `${spec.claimRef.namespace}/${spec.claimRef.name}` : ''),
      field('Reclaim Policy', spec?.persistentVolumeReclaimPolicy ?? ''),
      field('Access Modes', accessModesText(spec?.accessModes)),
      ...(spec?.volumeMode === undefined ? [] : [field('VolumeMode', spec.volumeMode)]),
      field('Capacity', quantityText(spec?.capacity?.storage)),
      ...affinityLines(spec?.nodeAffinity?.required?.nodeSelectorTerms),
      field('Message', status?.message ?? ''),
      'Source:',
      ...sourceLines(spec ?? {}, persistentSources),
      ...(await context.eventLines(volume)),
    ];
  },
});

/** Which nodes reach the volume. */
function affinityLines(terms: readonly NodeSelectorTerm[] | undefined): string[] {
  if (terms === undefined) return ['Node Affinity:\t<none>'];
  return [
    'Node Affinity:\t',
    terms.length === 0 ? '  Required Terms:\t<none>' : '  Required Terms:\t',
    ...terms.flatMap(({ matchExpressions = [] }, at) => {
      const texts = matchExpressions.map(({ key, operator, values = [] }) => {
        const list = values.length === 0 ? '' : ` [${values.join(', ')}]`;
        return `${key} ${operator.toLowerCase()}${list}`;
      });
      return listField(`Term ${at}`, texts, '    ');
    }),
  ];
}
