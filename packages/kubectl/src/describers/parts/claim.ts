import { ageOf, type ObjectMeta, type PersistentVolumeClaim, type PersistentVolumeClaimSpec } from '@sampan/api';
import { annotationLines, field, indent, labelLines } from '../lines.js';
import { goList, quantityText } from '../values.js';

/** The parts of a claim that a template for claims has as well. */
export interface ClaimTemplate {
  metadata?: ObjectMeta | undefined;
  spec?: PersistentVolumeClaimSpec | undefined;
}

/** A template for claims, as it stands in a pod's volume. */
export function claimLines({ metadata, spec }: ClaimTemplate): string[] {
  return [
    field('StorageClass', storageClassOf({ metadata, spec })),
    field('Volume', spec?.volumeName ?? ''),
    ...labelLines('Labels', metadata?.labels).map((line) => inset(line, '    ')),
    ...annotationLines('Annotations', metadata?.annotations).map((line) => inset(line, '')),
    ...capacityLines({ spec }),
  ];
}

/** kubectl indents each value of a template's labels and annotations once more; of labels also what stands before. */
function inset(line: string, before: string): string {
  const tab = line.indexOf('\t');
  return `${tab === 0 ? before : line.slice(0, tab)}\t    ${line.slice(tab + 1)}`;
}

/** A whole claim. */
export function fullClaimLines(claim: PersistentVolumeClaim, now: number): string[] {
  const { metadata, status } = claim;
  const { deletionTimestamp } = metadata;
  return [
    field('Name', metadata.name),
    field('Namespace', metadata.namespace ?? ''),
    field('StorageClass', storageClassOf(claim)),
    field('Status', deletionTimestamp ? `Terminating (lasts ${ageOf(deletionTimestamp, now)})` : (status?.phase ?? '')),
    field('Volume', claim.spec?.volumeName ?? ''),
    ...labelLines('Labels', metadata.labels),
    ...annotationLines('Annotations', metadata.annotations),
    field('Finalizers', goList(metadata.finalizers)),
    ...capacityLines(claim),
  ];
}

/** The claim's class; an old annotation still counts more than the field. */
export function storageClassOf({ metadata, spec }: ClaimTemplate): string {
  const annotated = metadata?.annotations?.['volume.beta.kubernetes.io/storage-class'];
  return annotated ?? spec?.storageClassName ?? '';
}

const shortModes: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

/** `RWO,ROX`: each mode once, in kubectl's order. */
export function accessModesText(modes: readonly string[] = []): string {
  return Object.entries(shortModes)
    .filter(([mode]) => modes.includes(mode))
    .map(([, short]) => short)
    .join(',');
}

/** What a claim got, which is only known once it has a volume. */
function capacityLines({
  spec,
  status,
}: Pick<ClaimTemplate, 'spec'> & Pick<PersistentVolumeClaim, 'status'>): string[] {
  const isBound = Boolean(spec?.volumeName);
  const { dataSource, volumeMode } = spec ?? {};
  return [
    field('Capacity', isBound ? quantityText(status?.capacity?.storage) : ''),
    field('Access Modes', isBound ? accessModesText(status?.accessModes) : ''),
    ...(volumeMode === undefined ? [] : [field('VolumeMode', volumeMode)]),
    ...(dataSource === undefined
      ? []
      : [
          'DataSource:',
          ...indent([
            ...(dataSource.apiGroup === undefined ? [] : [field('APIGroup', dataSource.apiGroup)]),
            field('Kind', dataSource.kind),
            field('Name', dataSource.name),
          ]),
        ]),
  ];
}
