import type { Node, PersistentVolume, PersistentVolumeClaim } from '../generated/types.js';
import { nodeSelectorMatches } from '../pods/node-affinity.js';
import { Quantity } from '../quantity/quantity.js';
import { labelSelectorAsSelector } from '../selectors/selector.js';
import { storageClassOf } from './storage-class-of.js';
import { volumeAnnotations, withAnnotations } from './volume-annotations.js';

/** Whether the volume is reserved for the claim, by the binder or by a person, who may not know its UID. */
export function isReservedFor({ spec }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const { name, namespace, uid = '' } = spec?.claimRef ?? {};
  return name === metadata.name && namespace === metadata.namespace && (uid === '' || uid === metadata.uid);
}

/** Why the volume is not what the claim asks for, in upstream's words; undefined: it is. */
export function mismatchOf(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  const [has, asks] = [volume.spec ?? {}, claim.spec ?? {}];
  if (volume.metadata.deletionTimestamp !== undefined) {
    return `the volume is marked for deletion "${volume.metadata.name}"`;
  }
  if (sizeOf(volume).compare(askedSize(claim)) < 0) return 'requested PV is too small';
  if ((storageClassOf(volume) ?? '') !== (storageClassOf(claim) ?? '')) return 'storageClassName does not match';
  if ((has.volumeAttributesClassName ?? '') !== (asks.volumeAttributesClassName ?? '')) {
    return 'volumeAttributesClassName does not match';
  }
  if (volumeModeOf(has) !== volumeModeOf(asks)) return 'incompatible volumeMode';
  return asks.accessModes?.every((mode) => has.accessModes?.includes(mode)) === false
    ? 'incompatible accessMode'
    : undefined;
}

/**
 * The volume that suits a claim best: the one that is reserved for it, else the smallest that is free.
 *
 * @param options.reservedOnly nobody chooses for the claim before its first consumer has a node
 * @param options.node where the volume has to be within reach
 */
export function findVolume(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  { reservedOnly, node }: { reservedOnly: boolean; node?: Node },
): PersistentVolume | undefined {
  const suitable = volumes.filter(
    (volume) => mismatchOf(volume, claim) === undefined && (node === undefined || isWithinReach(volume, node)),
  );
  const reserved = suitable.find((volume) => isReservedFor(volume, claim));
  if (reserved !== undefined || reservedOnly) return reserved;
  const selector = labelSelectorAsSelector(claim.spec?.selector ?? {});
  return suitable
    .filter(({ metadata, spec }) => spec?.claimRef === undefined && selector.matches(metadata.labels))
    .reduce<PersistentVolume | undefined>(
      (best, volume) => (best === undefined || sizeOf(volume).compare(sizeOf(best)) < 0 ? volume : best),
      undefined,
    );
}

/** Whether Pods on the node can have the volume. */
export function isWithinReach({ spec }: PersistentVolume, node: Node): boolean {
  const required = spec?.nodeAffinity?.required;
  return required === undefined || nodeSelectorMatches(required, node);
}

export function volumeModeOf({ volumeMode = 'Filesystem' }: { volumeMode?: string }): string {
  return volumeMode;
}

function sizeOf({ spec }: PersistentVolume): Quantity {
  return Quantity.parse(spec?.capacity?.storage ?? '0');
}

function askedSize({ spec }: PersistentVolumeClaim): Quantity {
  return Quantity.parse(spec?.resources?.requests?.storage ?? '0');
}

/** The volume as the binder reserves it for a claim; one that a person has reserved is not the binder's choice. */
export function reserveVolume(volume: PersistentVolume, { metadata }: PersistentVolumeClaim): PersistentVolume {
  const { name = '', namespace = '', uid = '', resourceVersion = '' } = metadata;
  const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, uid, resourceVersion };
  const isChoice = volume.spec?.claimRef === undefined;
  const annotated = isChoice ? withAnnotations(volume, { [volumeAnnotations.boundByController]: 'yes' }) : volume;
  return { ...annotated, spec: { ...annotated.spec, claimRef } };
}
