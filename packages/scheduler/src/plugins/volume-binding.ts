import {
  findVolume,
  hasAnnotation,
  isWithinReach,
  type Node,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type StorageClass,
  storageClassOf,
  volumeAnnotations,
} from '@sampan/api';
import type { Plugin } from '../framework/plugin.js';
import { claimNamesOf, type Storage } from '../state/storage-state.js';

const outOfReach = ['node(s) had volume node affinity conflict'];
const nothingToBind = ["node(s) didn't find available persistent volumes to bind"];
const volumesLost = ['node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)'];

/**
 * A Pod goes where the volumes of its claims are. Claims of a class that waits for its first consumer get theirs where the
 * Pod goes: one that is there, or one that is made. All others have to be bound before.
 */
export const volumeBinding: Plugin = {
  name: 'VolumeBinding',
  weight: 0,
  prepare(pod, { storage }) {
    const namespace = pod.metadata.namespace ?? '';
    const names = claimNamesOf(pod);
    if (names.length === 0) return undefined;
    const claims: PersistentVolumeClaim[] = [];
    for (const name of names) {
      const claim = storage.claims.get({ namespace, name });
      const refusal = refusalOf(name, claim);
      if (claim === undefined || refusal !== undefined) return { refusal: refusal ?? '' };
      claims.push(claim);
    }
    const waiting = claims.filter((claim) => !isBound(claim));
    if (!waiting.every((claim) => waitsForConsumer(claim, storage))) {
      return { refusal: 'pod has unbound immediate PersistentVolumeClaims' };
    }
    const volumes = claims
      .filter(isBound)
      .map(({ spec }) => storage.volumes.get({ namespace: '', name: spec?.volumeName ?? '' }));
    return {
      filter: ({ node }) => {
        if (volumes.includes(undefined)) return volumesLost;
        if (!volumes.every((volume) => volume === undefined || isWithinReach(volume, node))) return outOfReach;
        return waiting.every((claim) => canBeHad(claim, node, storage)) ? undefined : nothingToBind;
      },
    };
  },
};

/** Why no node is of any help, in upstream's words. */
function refusalOf(name: string, claim: PersistentVolumeClaim | undefined): string | undefined {
  const shown = `persistentvolumeclaim "${name}"`;
  if (claim === undefined) return `${shown} not found`;
  if (claim.status?.phase === 'Lost') {
    return `${shown} bound to non-existent persistentvolume "${claim.spec?.volumeName ?? ''}"`;
  }
  return claim.metadata.deletionTimestamp === undefined ? undefined : `${shown} is being deleted`;
}

/** Whether a claim has its volume for good. */
export function isBound(claim: PersistentVolumeClaim): boolean {
  return Boolean(claim.spec?.volumeName) && hasAnnotation(claim, volumeAnnotations.bindCompleted);
}

/** The volume that is there already, of those that a claim could have on the node. */
export function volumeOn(claim: PersistentVolumeClaim, node: Node, storage: Storage): PersistentVolume | undefined {
  return findVolume(claim, storage.volumes.all(), { reservedOnly: false, node });
}

function waitsForConsumer(claim: PersistentVolumeClaim, storage: Storage): boolean {
  return !claim.spec?.volumeName && classOf(claim, storage)?.volumeBindingMode === 'WaitForFirstConsumer';
}

function classOf(claim: PersistentVolumeClaim, storage: Storage): StorageClass | undefined {
  return storage.classes.get({ namespace: '', name: storageClassOf(claim) ?? '' });
}

function canBeHad(claim: PersistentVolumeClaim, node: Node, storage: Storage): boolean {
  // What is being made is made for one node.
  const selected = claim.metadata.annotations?.[volumeAnnotations.selectedNode];
  if (selected !== undefined) return selected === node.metadata.name;
  return volumeOn(claim, node, storage) !== undefined || canBeMade(classOf(claim, storage), node);
}

function canBeMade(storageClass: StorageClass | undefined, { metadata }: Node): boolean {
  const { provisioner, allowedTopologies = [] } = storageClass ?? {};
  if (provisioner === undefined || provisioner === 'kubernetes.io/no-provisioner') return false;
  const fits = ({ key, values }: { key: string; values: string[] }) => values.includes(metadata.labels?.[key] ?? '');
  return (
    allowedTopologies.length === 0 ||
    allowedTopologies.some(({ matchLabelExpressions = [] }) => matchLabelExpressions.every(fits))
  );
}
