import {
  deepEqual,
  findVolume,
  hasAnnotation,
  isReservedFor,
  mismatchOf,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type PersistentVolumeClaimStatus,
  reserveVolume,
  resources,
  type StorageClass,
  storageClassOf,
  volumeAnnotations,
  withAnnotations,
} from '@sampan/api';
import { type Action, eventAction, updateAction, updateStatusAction } from '@sampan/client';

interface Observed {
  readonly volumes: readonly PersistentVolume[];
  /** The class of that name. */
  classOf(name: string): StorageClass | undefined;
}

/** The next step with a claim, as kube-controller-manager does it: what it changes leads to the one after it. */
export function planClaim(claim: PersistentVolumeClaim, observed: Observed): Action[] {
  return hasAnnotation(claim, volumeAnnotations.bindCompleted)
    ? planBound(claim, observed.volumes)
    : planUnbound(claim, observed);
}

/** A claim that had its volume once never gets another one. */
function planBound(claim: PersistentVolumeClaim, volumes: readonly PersistentVolume[]): Action[] {
  const name = claim.spec?.volumeName ?? '';
  if (name === '') {
    return planLost(
      claim,
      'ClaimLost',
      'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!',
    );
  }
  const volume = volumes.find(({ metadata }) => metadata.name === name);
  if (volume === undefined) {
    return planLost(claim, 'ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!');
  }
  if (volume.spec?.claimRef === undefined || volume.spec.claimRef.uid === claim.metadata.uid) {
    return planBinding(claim, volume);
  }
  const message = 'Two claims are bound to the same volume, this one is bound incorrectly';
  return planLost(claim, 'ClaimMisbound', message);
}

function planUnbound(claim: PersistentVolumeClaim, { volumes, classOf }: Observed): Action[] {
  const wanted = claim.spec?.volumeName ?? '';
  if (wanted !== '') return planWanted(claim, wanted, volumes);
  const className = storageClassOf(claim) ?? '';
  const storageClass = className === '' ? undefined : classOf(className);
  const waits =
    storageClass?.volumeBindingMode === 'WaitForFirstConsumer' && !hasAnnotation(claim, volumeAnnotations.selectedNode);
  const volume = findVolume(claim, volumes, { reservedOnly: waits });
  if (volume !== undefined) return planBinding(claim, volume);
  const pending = planStatus(claim, { phase: 'Pending' });
  if (pending.length > 0) return pending;
  if (className !== '' && !waits) return planProvisioning(claim, className, storageClass);
  const reason = waits ? 'WaitForFirstConsumer' : 'FailedBinding';
  const message = waits
    ? 'waiting for first consumer to be created before binding'
    : 'no persistent volumes available for this claim and no storage class is set';
  return [eventAction(claim, 'Normal', { reason, message })];
}

/** A claim whose author has named the volume waits for that one. */
function planWanted(claim: PersistentVolumeClaim, name: string, volumes: readonly PersistentVolume[]): Action[] {
  const pending = planStatus(claim, { phase: 'Pending' });
  const volume = volumes.find(({ metadata }) => metadata.name === name);
  if (volume === undefined) return pending;
  if (volume.spec?.claimRef === undefined) {
    const mismatch = mismatchOf(volume, claim);
    if (mismatch === undefined) return planBinding(claim, volume);
    const message = `Cannot bind to requested volume "${name}": ${mismatch}`;
    return [...pending, eventAction(claim, 'Warning', { reason: 'VolumeMismatch', message })];
  }
  if (isReservedFor(volume, claim)) return planBinding(claim, volume);
  const message = `volume "${name}" already bound to a different claim.`;
  return [...pending, eventAction(claim, 'Warning', { reason: 'FailedBinding', message })];
}

/** Whoever provisions volumes of the class is told that one is needed. */
function planProvisioning(
  claim: PersistentVolumeClaim,
  className: string,
  storageClass: StorageClass | undefined,
): Action[] {
  const { provisioner } = storageClass ?? {};
  const failed = (message: string) => [eventAction(claim, 'Warning', { reason: 'ProvisioningFailed', message })];
  if (provisioner === undefined) return failed(`storageclass.storage.k8s.io "${className}" not found`);
  if (provisioner.startsWith('kubernetes.io/')) return failed(`no volume plugin matched name: ${provisioner}`);
  const told = { [volumeAnnotations.provisioner]: provisioner, [volumeAnnotations.betaProvisioner]: provisioner };
  if (claim.metadata.annotations?.[volumeAnnotations.provisioner] !== provisioner) {
    return [updateAction(resources.persistentVolumeClaims, withAnnotations(claim, told))];
  }
  const message = `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`;
  return [eventAction(claim, 'Normal', { reason: 'ExternalProvisioning', message })];
}

/** The volume is reserved first: whoever else wanted it finds a newer version, and looks for another one. */
function planBinding(claim: PersistentVolumeClaim, volume: PersistentVolume): Action[] {
  const name = volume.metadata.name ?? '';
  if (volume.spec?.claimRef?.uid !== claim.metadata.uid) {
    return [updateAction(resources.persistentVolumes, reserveVolume(volume, claim))];
  }
  if (volume.status?.phase !== 'Bound') {
    const status = { ...volume.status, phase: 'Bound' };
    return [updateStatusAction(resources.persistentVolumes, { ...volume, status })];
  }
  const chosen = claim.spec?.volumeName ? undefined : 'yes';
  if (chosen !== undefined || !hasAnnotation(claim, volumeAnnotations.bindCompleted)) {
    const bound = withAnnotations(claim, {
      [volumeAnnotations.bindCompleted]: 'yes',
      ...(chosen && { [volumeAnnotations.boundByController]: chosen }),
    });
    return [updateAction(resources.persistentVolumeClaims, { ...bound, spec: { ...bound.spec, volumeName: name } })];
  }
  return planStatus(claim, {
    phase: 'Bound',
    ...(volume.spec?.accessModes && { accessModes: volume.spec.accessModes }),
    // Later, it is up to whoever resizes the volume to say that it has become larger.
    capacity: claim.status?.phase === 'Bound' ? (claim.status.capacity ?? {}) : (volume.spec?.capacity ?? {}),
    ...(volume.spec?.volumeAttributesClassName && {
      currentVolumeAttributesClassName: volume.spec.volumeAttributesClassName,
    }),
  });
}

function planLost(claim: PersistentVolumeClaim, reason: string, message: string): Action[] {
  const lost = planStatus(claim, { phase: 'Lost' });
  return lost.length === 0 ? [] : [...lost, eventAction(claim, 'Warning', { reason, message })];
}

function planStatus(claim: PersistentVolumeClaim, next: PersistentVolumeClaimStatus): Action[] {
  // Only a claim that has a volume has its size and its modes.
  const { accessModes: _modes, capacity: _capacity, ...kept } = claim.status ?? {};
  const status = { ...kept, ...next };
  if (deepEqual(status, claim.status)) return [];
  return [updateStatusAction(resources.persistentVolumeClaims, { ...claim, status })];
}
