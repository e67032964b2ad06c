import { stat } from 'node:fs/promises';
import type { PersistentVolume } from '@sampan/api';
import { setUpHostPath } from './host-path.js';
import { VolumeError } from './volume-error.js';

/** The folder of a PersistentVolume on this node; one that needs more than a folder cannot be had here. */
export async function setUpPersistentVolume({ spec = {} }: PersistentVolume): Promise<string> {
  if (spec.hostPath !== undefined) return setUpHostPath(spec.hostPath);
  if (spec.local === undefined) {
    throw new VolumeError('only PersistentVolumes of type "local" and "hostPath" are supported by this node');
  }
  const { path } = spec.local;
  if ((await stat(path).catch(() => undefined)) === undefined) throw new VolumeError(`path "${path}" does not exist`);
  return path;
}
