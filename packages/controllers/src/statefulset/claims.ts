import {
  controllerOf,
  deepEqual,
  type KubernetesObject,
  keyOf,
  type OwnerReference,
  type PersistentVolumeClaim,
  type Pod,
  resources,
  type StatefulSet,
} from '@sampan/api';
import { type Action, createAction, patchAction } from '@sampan/client';
import { controllerReference } from '../shared/owner-reference.js';
import { claimsOf } from './stateful-pod.js';

/** Finds a claim by its name in the namespace of the set. */
export type FindClaim = (name: string) => PersistentVolumeClaim | undefined;

function existing(set: StatefulSet, ordinal: number, find: FindClaim): PersistentVolumeClaim[] {
  return claimsOf(set, ordinal).flatMap(({ claim }) => find(claim.metadata.name ?? '') ?? []);
}

/** Creates the claims of a Pod that are not there. */
export function missingClaims(set: StatefulSet, ordinal: number, find: FindClaim): Action[] {
  return claimsOf(set, ordinal)
    .filter(({ claim }) => find(claim.metadata.name ?? '') === undefined)
    .map(({ claim }) => createAction(resources.persistentVolumeClaims, claim));
}

/** Whether a claim of an earlier Pod of this number is on its way out: a new Pod has to wait for another one. */
export function isClaimLeaving(set: StatefulSet, ordinal: number, find: FindClaim): boolean {
  const podName = `${set.metadata.name}-${ordinal}`;
  return existing(set, ordinal, find).some(
    ({ metadata }) =>
      metadata.deletionTimestamp !== undefined ||
      metadata.ownerReferences?.some(({ kind, name }) => kind === 'Pod' && name === podName),
  );
}

/**
 * Gives the claims of a Pod the owner that they are to go with, by the set's retention policy: the set, when they are to go
 * with it; the Pod, when it is one too many and they are to go with it; or neither. What somebody else controls is left.
 */
export function planRetention(
  set: StatefulSet,
  { pod, ordinal, isCondemned }: { pod: Pod; ordinal: number; isCondemned: boolean },
  find: FindClaim,
): Action[] {
  const { whenDeleted, whenScaled } = set.spec.persistentVolumeClaimRetentionPolicy ?? {};
  const goesWithPod = whenScaled === 'Delete' && isCondemned;
  const goesWithSet = whenDeleted === 'Delete' && !goesWithPod;
  const owners = [
    ...(goesWithSet ? [controllerReference(set, resources.statefulSets)] : []),
    ...(goesWithPod ? [controllerReference(pod, resources.pods)] : []),
  ];
  return existing(set, ordinal, find).flatMap((claim) => {
    const before = claim.metadata.ownerReferences ?? [];
    const isOurs = ({ uid }: OwnerReference): boolean => uid === set.metadata.uid || uid === pod.metadata.uid;
    const controller = controllerOf(claim);
    if (claim.metadata.deletionTimestamp !== undefined || (controller && !isOurs(controller))) return [];
    const after = [...before.filter((reference) => !isOurs(reference)), ...owners];
    return deepEqual(before, after) ? [] : [ownersPatch(claim, after)];
  });
}

/** Says the version that was seen, so that a change in between is a conflict and not lost. */
function ownersPatch(claim: KubernetesObject, ownerReferences: OwnerReference[]): Action {
  const { uid, resourceVersion } = claim.metadata;
  const body = { metadata: { uid, resourceVersion, ownerReferences } };
  return patchAction(resources.persistentVolumeClaims, keyOf(claim), { type: 'merge', body });
}
