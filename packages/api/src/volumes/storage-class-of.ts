import type { PersistentVolume, PersistentVolumeClaim } from '../generated/types.js';

/** Where the class was said before there was a field: it still counts more. */
const annotation = 'volume.beta.kubernetes.io/storage-class';

/** The class that a claim asks for, or a volume belongs to; undefined where nothing is said of it. */
export function storageClassOf({ metadata, spec }: PersistentVolume | PersistentVolumeClaim): string | undefined {
  return metadata.annotations?.[annotation] ?? spec?.storageClassName;
}
