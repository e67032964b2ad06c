import { type PersistentVolume, type PersistentVolumeClaim, Quantity, storageClassOf } from '@sampan/api';
import { selectorOf } from '../shared/selector-of.js';

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
  if (modeOf(has) !== modeOf(asks)) return 'incompatible volumeMode';
  return asks.accessModes?.every((mode) => has.accessModes?.includes(mode)) === false
    ? 'incompatible accessMode'
    : undefined;
}

/**
 * The volume that suits a claim best: the one that is reserved for it, else the smallest that is free.
 *
 * @param options.reservedOnly nobody chooses for the claim before its first consumer has a node
 */
export function findVolume(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  options: { reservedOnly: boolean },
): PersistentVolume | undefined {
  const suitable = volumes.filter((volume) => mismatchOf(volume, claim) === undefined);
  const reserved = suitable.find((volume) => isReservedFor(volume, claim));
  if (reserved !== undefined || options.reservedOnly) return reserved;
  const selector = selectorOf(claim.spec?.selector ?? {});
  return suitable
    .filter(({ metadata, spec }) => spec?.claimRef === undefined && selector.matches(metadata.labels))
    .reduce<PersistentVolume | undefined>(
      (best, volume) => (best === undefined || sizeOf(volume).compare(sizeOf(best)) < 0 ? volume : best),
      undefined,
    );
}

export function modeOf({ volumeMode = 'Filesystem' }: { volumeMode?: string }): string {
  return volumeMode;
}

export function sizeOf({ spec }: PersistentVolume): Quantity {
  return Quantity.parse(spec?.capacity?.storage ?? '0');
}

export function askedSize({ spec }: PersistentVolumeClaim): Quantity {
  return Quantity.parse(spec?.resources?.requests?.storage ?? '0');
}
