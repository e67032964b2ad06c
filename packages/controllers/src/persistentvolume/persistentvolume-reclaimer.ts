import {
  isNotFound,
  type ObjectKey,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  resources,
} from '@sampan/api';
import { type ControllerContext, defineController, isFailure, watched } from '@sampan/client';
import { recycledVolume, recyclerName, recyclerNamespace } from './plan-recycle.js';
import { planVolume } from './plan-volume.js';

/*
 * Promises: the phase of a volume says whether a claim can have it, has it or had it; one that is recycled is emptied by a
 * Pod, and free again.
 * Reads: PersistentVolumes, PersistentVolumeClaims, Pods. Writes: the volumes' phase and claimRef, Pods that recycle, Events.
 * Runs when: a volume changes, or the claim that it is reserved for does, or the Pod that empties it.
 */
export const persistentVolumeReclaimer = defineController({
  name: 'persistentvolume-reclaimer',
  primary: resources.persistentVolumes,
  watches: [watched(resources.persistentVolumeClaims, volumesOf), watched(resources.pods, volumeOfRecycler)],
  reconcile,
});

async function reconcile(key: ObjectKey, context: ControllerContext): Promise<void> {
  const volume = context.lister(resources.persistentVolumes).get(key);
  if (volume === undefined) return;
  const recycler = { namespace: recyclerNamespace, name: recyclerName(volume) };
  const pod = context.lister(resources.pods).get(recycler);
  const failed = (await context.follow(planVolume(volume, await claimOf(volume, context), pod))).find(isFailure);
  if (failed !== undefined) throw failed.error;
}

/** The claim that a volume is reserved for. Data depends on it: before it counts as gone, the server is asked. */
async function claimOf({ spec }: PersistentVolume, context: ControllerContext) {
  const { namespace = '', name = '', uid } = spec?.claimRef ?? {};
  if (!uid) return undefined;
  const key = { namespace, name };
  const known = context.lister(resources.persistentVolumeClaims).get(key);
  if (known?.metadata.uid === uid) return known;
  try {
    const claim = await context.client.resource(resources.persistentVolumeClaims).get(key);
    return claim.metadata.uid === uid ? claim : undefined;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function volumeOfRecycler({ metadata }: Pod): ObjectKey[] {
  const name = metadata.namespace === recyclerNamespace ? recycledVolume(metadata.name ?? '') : undefined;
  return name === undefined ? [] : [{ namespace: '', name }];
}

function volumesOf({ metadata, spec }: PersistentVolumeClaim, context: ControllerContext): ObjectKey[] {
  return context
    .lister(resources.persistentVolumes)
    .list()
    .filter((volume) => volume.metadata.name === spec?.volumeName || volume.spec?.claimRef?.uid === metadata.uid)
    .map((volume) => ({ namespace: '', name: volume.metadata.name ?? '' }));
}
