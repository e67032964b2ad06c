import {
  claimOfVolume,
  isNotFound,
  nodeSelectorMatches,
  type ObjectKey,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  resources,
} from '@sampan/api';
import type { Client } from '@sampan/client';
import { MountError } from './mount-error.js';
import { VolumeError } from './volume-error.js';

/** The PersistentVolumes of a pod, by the names of its volumes that claim them. Throws for the first that is not bound. */
export async function claimedVolumes(
  pod: Pod,
  { client, nodeName }: { client: Client; nodeName: string },
): Promise<Map<string, PersistentVolume>> {
  const found = new Map<string, PersistentVolume>();
  const { namespace = '' } = pod.metadata;
  for (const volume of pod.spec.volumes ?? []) {
    const claim = claimOfVolume(pod, volume);
    if (claim === undefined) continue;
    try {
      found.set(volume.name, await volumeOf({ namespace, name: claim }, client));
    } catch (error) {
      throw new MountError(volume.name, error);
    }
  }
  await requireNode(found, { client, nodeName });
  return found;
}

/** A volume that is not everywhere has to be here: nobody but the scheduler has looked at that before. */
async function requireNode(
  volumes: ReadonlyMap<string, PersistentVolume>,
  { client, nodeName }: { client: Client; nodeName: string },
): Promise<void> {
  const bound = [...volumes].filter(([, { spec }]) => spec?.nodeAffinity?.required !== undefined);
  if (bound.length === 0) return;
  const node = await client.resource(resources.nodes).get({ namespace: '', name: nodeName });
  for (const [name, { spec }] of bound) {
    const required = spec?.nodeAffinity?.required;
    if (required === undefined || nodeSelectorMatches(required, node)) continue;
    throw new MountError(name, new VolumeError('no matching NodeSelectorTerms'), 'NodeAffinity check');
  }
}

async function volumeOf(key: ObjectKey, client: Client): Promise<PersistentVolume> {
  const because = (why: string) => new VolumeError(`error processing PVC ${key.namespace}/${key.name}: ${why}`);
  const claim = await fetched('PVC', () => client.resource(resources.persistentVolumeClaims).get(key), because);
  if (claim.metadata.deletionTimestamp !== undefined) throw because('PVC is being deleted');
  const name = claim.spec?.volumeName ?? '';
  if (claim.status?.phase !== 'Bound' || name === '') throw because('PVC is not bound');
  const volumes = client.resource(resources.persistentVolumes);
  const volume = await fetched('PV', () => volumes.get({ namespace: '', name }), because);
  const { uid } = volume.spec?.claimRef ?? {};
  if (uid === claim.metadata.uid) return volume;
  const difference = `unexpected pv.Spec.ClaimRef.UID "${uid ?? ''}", expected "${claim.metadata.uid}"`;
  throw because(`found PV object "${name}" with ${difference}`);
}

async function fetched<T extends PersistentVolume | PersistentVolumeClaim>(
  kind: string,
  get: () => Promise<T>,
  because: (why: string) => VolumeError,
): Promise<T> {
  try {
    return await get();
  } catch (error) {
    if (isNotFound(error)) throw because(`failed to fetch ${kind} from API server: ${(error as Error).message}`);
    throw error;
  }
}
