import {
  hasAnnotation,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  resources,
  volumeAnnotations,
  volumeModeOf,
  withAnnotations,
} from '@sampan/api';
import { type Action, eventAction, updateAction, updateStatusAction } from '@sampan/client';
import { planRecycle } from './plan-recycle.js';

/**
 * The next step with a volume; `claim` is the one that it is reserved for, if there still is one of that UID, and `recycler`
 * the Pod that empties it. What comes later builds on what comes before.
 */
export function planVolume(
  volume: PersistentVolume,
  claim: PersistentVolumeClaim | undefined,
  recycler?: Pod,
): Action[] {
  const { claimRef } = volume.spec ?? {};
  // A volume that a person has reserved is free until the claim comes.
  if (claimRef === undefined || !claimRef.uid) return planPhase(volume, 'Available');
  if (claim === undefined) return planReclaim(volume, recycler);
  const bound = claim.spec?.volumeName ?? '';
  if (bound === volume.metadata.name) return planPhase(volume, 'Bound');
  if (bound === '') return planReserved(volume, claim);
  if (
    hasAnnotation(volume, volumeAnnotations.provisionedBy) &&
    volume.spec?.persistentVolumeReclaimPolicy === 'Delete'
  ) {
    return planReclaim(volume, recycler);
  }
  return planUnbinding(volume);
}

/** The claim takes a step to the volume, unless it cannot. */
function planReserved(volume: PersistentVolume, claim: PersistentVolumeClaim): Action[] {
  if (volumeModeOf(volume.spec ?? {}) === volumeModeOf(claim.spec ?? {})) return [];
  const reason = 'VolumeMismatch';
  const [has, asks] = [`"${volume.metadata.name}"`, `"${claim.metadata.name}"`];
  return [
    eventAction(volume, 'Warning', {
      reason,
      message: `Cannot bind PersistentVolume to requested PersistentVolumeClaim ${asks} due to incompatible volumeMode.`,
    }),
    eventAction(claim, 'Warning', {
      reason,
      message: `Cannot bind PersistentVolume ${has} to requested PersistentVolumeClaim due to incompatible volumeMode.`,
    }),
  ];
}

/** The claim has got another volume: this one is free again. */
function planUnbinding(volume: PersistentVolume): Action[] {
  const { claimRef, ...spec } = volume.spec ?? {};
  if (hasAnnotation(volume, volumeAnnotations.boundByController)) {
    const free = withAnnotations(volume, { [volumeAnnotations.boundByController]: undefined });
    return [updateAction(resources.persistentVolumes, { ...free, spec })];
  }
  const { uid: _uid, ...named } = claimRef ?? {};
  return [updateAction(resources.persistentVolumes, { ...volume, spec: { ...spec, claimRef: named } })];
}

/** The claim is gone. What becomes of the volume then, whoever provides it does; what it does not do stays as it is. */
function planReclaim(volume: PersistentVolume, recycler: Pod | undefined): Action[] {
  const phase = volume.status?.phase;
  if (phase !== 'Released' && phase !== 'Failed') return planPhase(volume, 'Released');
  const policy = volume.spec?.persistentVolumeReclaimPolicy;
  if (phase === 'Failed' || policy === 'Retain' || hasAnnotation(volume, volumeAnnotations.provisionedBy)) return [];
  if (policy === 'Recycle' && volume.spec?.hostPath !== undefined) return planRecycling(volume, recycler);
  return policy === 'Recycle'
    ? planFailure(volume, 'VolumeFailedRecycle', 'No recycler plugin found for the volume!')
    : planFailure(
        volume,
        'VolumeFailedDelete',
        `error getting deleter volume plugin for volume "${volume.metadata.name}": no deletable volume plugin matched`,
      );
}

/** A folder that was emptied is free for the next claim. */
function planRecycling(volume: PersistentVolume, recycler: Pod | undefined): Action[] {
  const { actions, outcome } = planRecycle(volume, recycler);
  if (outcome === undefined) return [...actions];
  if (outcome !== 'recycled') {
    return [...actions, ...planFailure(volume, 'VolumeFailedRecycle', `Recycle failed: ${outcome.failure}`)];
  }
  const told = eventAction(volume, 'Normal', { reason: 'VolumeRecycled', message: 'Volume recycled' });
  return [...actions, told, ...planUnbinding(volume)];
}

function planFailure(volume: PersistentVolume, reason: string, message: string): Action[] {
  return [...planPhase(volume, 'Failed', message), eventAction(volume, 'Warning', { reason, message })];
}

function planPhase(volume: PersistentVolume, phase: string, message?: string): Action[] {
  if (volume.status?.phase === phase) return [];
  const { message: _old, ...kept } = volume.status ?? {};
  const status = { ...kept, phase, ...(message !== undefined && { message }) };
  return [updateStatusAction(resources.persistentVolumes, { ...volume, status })];
}
