import type { Volume } from '@sampan/api';

/** A volume that names no source is an empty directory. */
export function defaultVolume(volume: Volume): void {
  if (Object.keys(volume).every((key) => key === 'name')) volume.emptyDir = {};
}
