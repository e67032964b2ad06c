import {
  hasAnnotation,
  keyOf,
  type ObjectKey,
  type PersistentVolume,
  resources,
  type StorageClass,
  storageClassOf,
  volumeAnnotations,
} from '@sampan/api';
import { type ControllerContext, defineController, watched } from '@sampan/client';
import { planClaim } from './plan-claim.js';

/*
 * Promises: a claim is bound to one volume that has what it asks for, and no volume to two claims.
 * Reads: PersistentVolumeClaims, PersistentVolumes, StorageClasses. Writes: claims, the volumes' claimRef and phase, Events.
 * Runs when: a claim changes, a volume that it could have does, or its class does.
 */
export const persistentVolumeController = defineController({
  name: 'persistentvolume',
  primary: resources.persistentVolumeClaims,
  watches: [watched(resources.persistentVolumes, claimsOf), watched(resources.storageClasses, claimsOfClass)],
  // Volumes are given away one by one: the next claim sees what is left.
  concurrency: 1,
  reconcile,
});

async function reconcile(key: ObjectKey, context: ControllerContext): Promise<void> {
  const claim = context.lister(resources.persistentVolumeClaims).get(key);
  if (claim === undefined) return;
  const volumes = context.lister(resources.persistentVolumes).list();
  const classOf = (name: string) => context.lister(resources.storageClasses).get({ namespace: '', name });
  await context.perform(planClaim(claim, { volumes, classOf }));
}

/** The claim that has the volume, and those that still wait for one. */
function claimsOf({ metadata, spec }: PersistentVolume, context: ControllerContext): ObjectKey[] {
  const { namespace, name } = spec?.claimRef ?? {};
  return context
    .lister(resources.persistentVolumeClaims)
    .list()
    .filter(
      (claim) =>
        claim.spec?.volumeName === metadata.name ||
        (claim.metadata.namespace === namespace && claim.metadata.name === name) ||
        (spec?.claimRef === undefined && !hasAnnotation(claim, volumeAnnotations.bindCompleted)),
    )
    .map(keyOf);
}

function claimsOfClass({ metadata }: StorageClass, context: ControllerContext): ObjectKey[] {
  return context
    .lister(resources.persistentVolumeClaims)
    .list()
    .filter(
      (claim) => !hasAnnotation(claim, volumeAnnotations.bindCompleted) && storageClassOf(claim) === metadata.name,
    )
    .map(keyOf);
}
