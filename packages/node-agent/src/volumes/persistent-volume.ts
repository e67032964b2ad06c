import { stat } from 'node:fs/promises';
import type { PersistentVolume, PersistentVolumeSpec } from '@sampan/api';
import { foreignVolume } from './foreign-volume.js';
import { setUpHostPath } from './host-path.js';
import { VolumeError } from './volume-error.js';

/** The folder of a PersistentVolume on this node; one that needs more than a folder cannot be had here. */
export async function setUpPersistentVolume({ spec = {} }: PersistentVolume): Promise<string> {
  if (spec.hostPath !== undefined) return setUpHostPath(spec.hostPath);
  if (spec.local === undefined) throw foreignVolume(sourceOf(spec));
  const { path } = spec.local;
  if ((await stat(path).catch(() => undefined)) === undefined) throw new VolumeError(`path "${path}" does not exist`);
  return path;
}

/** What is no source of a volume, but an object too. */
const others = ['capacity', 'claimRef', 'nodeAffinity'];

function sourceOf(spec: PersistentVolumeSpec): string {
  const isSource = ([name, value]: [string, unknown]) =>
    typeof value === 'object' && !Array.isArray(value) && !others.includes(name);
  return Object.entries(spec).find(isSource)?.[0] ?? 'unknown';
}
