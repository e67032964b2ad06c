import {
  claimsOfPod,
  deepEqual,
  findVolume,
  hasAnnotation,
  isWithinReach,
  keyOf,
  type Node,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  reserveVolume,
  resources,
  type StorageClass,
  storageClassOf,
  volumeAnnotations,
  withAnnotations,
} from '@sampan/api';
import type { Handle } from '../framework/handle.js';
import type { Plugin } from '../framework/plugin.js';
import { unresolvable } from '../framework/refusal.js';
import { claimsOf, type StorageState, usesClaim } from '../state/storage-state.js';

const outOfReach = unresolvable("node(s) didn't match PersistentVolume's node affinity");
const nothingToBind = unresolvable("node(s) didn't find available persistent volumes to bind");
const volumesLost = unresolvable('node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)');

export interface VolumeBindingArgs {
  /** How long the volumes of a Pod may take to be bound. */
  readonly bindTimeoutSeconds?: number;
}

/** What a claim is to have: a volume that is there, or one that is to be made. */
interface Reservation {
  readonly claim: PersistentVolumeClaim;
  readonly volume: PersistentVolume | undefined;
}

/**
 * A Pod goes where the volumes of its claims are. Claims of a class that waits for its first consumer get theirs where the
 * Pod goes: one that is there, or one that is made. All others have to be bound before.
 */
export function volumeBinding(
  { bindTimeoutSeconds = 600 }: VolumeBindingArgs,
  { client, clock, state, isPending }: Pick<Handle, 'client' | 'clock' | 'state' | 'isPending'>,
): Plugin {
  const { storage } = state;
  /** What is decided for Pods and not yet written, by their uid. */
  const reserved = new Map<string, Reservation[]>();

  return {
    name: 'VolumeBinding',
    preFilter: (pod, snapshot) => filterBy(pod, snapshot.storage),
    reserve(pod, node) {
      const taken: Reservation[] = [];
      for (const claim of claimsOf(pod, storage)) {
        if (isBound(claim) || isTold(claim)) continue;
        const volume = volumeOn(claim, node, storage);
        // The next Pod of the same claim is to know before the server does.
        if (volume === undefined) storage.claims.assume(toldFor(claim, node));
        else storage.volumes.assume(reserveVolume(volume, claim));
        taken.push({ claim, volume });
      }
      if (taken.length > 0) reserved.set(pod.metadata.uid ?? '', taken);
      return undefined;
    },
    unreserve(pod) {
      for (const { claim, volume } of reserved.get(pod.metadata.uid ?? '') ?? []) {
        if (volume === undefined) storage.claims.restore(keyOf(claim));
        else storage.volumes.restore(keyOf(volume));
      }
      reserved.delete(pod.metadata.uid ?? '');
    },
    preBind(pod, node) {
      if (claimsOfPod(pod).length === 0) return undefined;
      const waiting = claimsOf(pod, storage).filter((claim) => !isBound(claim));
      return waiting.length === 0 ? undefined : bind(pod, node, waiting);
    },
    hints: {
      nodeAdded: () => true,
      nodeUpdated: (_pod, { node, old }) => !deepEqual(node.metadata.labels, old.metadata.labels),
      claimChanged: (pod, { claim }) => usesClaim(pod, claim),
      volumeChanged: () => true,
      classChanged: () => true,
      csiNodeChanged: () => true,
    },
  };

  /** Writes what the claims of the Pod need, and waits until they have it. */
  async function bind(pod: Pod, node: Node, waiting: readonly PersistentVolumeClaim[]): Promise<void> {
    for (const reservation of reserved.get(pod.metadata.uid ?? '') ?? []) {
      await request(reservation, node);
    }
    const made = waiting.filter(isTold).map(({ metadata }) => metadata.name);
    const allBound = (): boolean => {
      if (!isPending(pod)) throw new Error('the Pod no longer waits for its volumes');
      const claims = claimsOf(pod, storage);
      // Who makes volumes takes the node back that it cannot make one for: the next attempt may choose another.
      const failed = claims.find(
        (claim) => !isBound(claim) && made.includes(claim.metadata.name) && !isFor(claim, node),
      );
      if (failed !== undefined) throw new Error(`provisioning failed for PVC "${failed.metadata.name}"`);
      if (claims.length < claimsOfPod(pod).length || !claims.every(isBound)) return false;
      return claims.every((claim) => isOn(claim, node));
    };
    await storage.until(allBound, { clock, timeoutMs: bindTimeoutSeconds * 1000 }).catch((error: unknown) => {
      throw new Error(`binding volumes: ${error instanceof Error ? error.message : String(error)}`);
    });
    reserved.delete(pod.metadata.uid ?? '');
  }

  async function request({ claim, volume }: Reservation, node: Node): Promise<void> {
    if (volume === undefined) {
      storage.claims.assume(await client.resource(resources.persistentVolumeClaims).update(toldFor(claim, node)));
    } else if (volume.spec?.claimRef?.uid !== claim.metadata.uid) {
      await client.resource(resources.persistentVolumes).update(reserveVolume(volume, claim));
    }
  }

  /** Whether the volume of a claim is known and within reach; throws where it is elsewhere: somebody bound it meanwhile. */
  function isOn(claim: PersistentVolumeClaim, node: Node): boolean {
    const volume = storage.volumes.get({ namespace: '', name: claim.spec?.volumeName ?? '' });
    if (volume !== undefined && !isWithinReach(volume, node)) {
      throw new Error(`pv "${volume.metadata.name}" node affinity doesn't match node "${node.metadata.name}"`);
    }
    return volume !== undefined;
  }
}

/** Whether who makes volumes knows for which node. */
function isTold(claim: PersistentVolumeClaim): boolean {
  return hasAnnotation(claim, volumeAnnotations.selectedNode);
}

function isFor({ metadata }: PersistentVolumeClaim, node: Node): boolean {
  return metadata.annotations?.[volumeAnnotations.selectedNode] === node.metadata.name;
}

function toldFor(claim: PersistentVolumeClaim, { metadata }: Node): PersistentVolumeClaim {
  return withAnnotations(claim, { [volumeAnnotations.selectedNode]: metadata.name ?? '' });
}

function filterBy(pod: Pod, storage: StorageState): ReturnType<NonNullable<Plugin['preFilter']>> {
  const namespace = pod.metadata.namespace ?? '';
  const names = claimsOfPod(pod);
  if (names.length === 0) return undefined;
  const claims: PersistentVolumeClaim[] = [];
  for (const name of names) {
    const claim = storage.claims.get({ namespace, name });
    const refusal = refusalOf(name, claim, isEphemeral(pod, name));
    if (claim === undefined || refusal !== undefined) return { refusal: unresolvable(refusal ?? '') };
    claims.push(claim);
  }
  const waiting = claims.filter((claim) => !isBound(claim));
  if (!waiting.every((claim) => waitsForConsumer(claim, storage))) {
    return { refusal: unresolvable('pod has unbound immediate PersistentVolumeClaims') };
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
}

function isEphemeral({ metadata, spec }: Pod, claimName: string): boolean {
  return spec.volumes?.some(({ name, ephemeral }) => ephemeral && `${metadata.name}-${name}` === claimName) ?? false;
}

/** Why no node is of any help, in upstream's words. */
function refusalOf(name: string, claim: PersistentVolumeClaim | undefined, ephemeral: boolean): string | undefined {
  const shown = `persistentvolumeclaim "${name}"`;
  if (claim === undefined) {
    return ephemeral ? `waiting for ephemeral volume controller to create the ${shown}` : `${shown} not found`;
  }
  if (claim.status?.phase === 'Lost') {
    return `${shown} bound to non-existent persistentvolume "${claim.spec?.volumeName ?? ''}"`;
  }
  return claim.metadata.deletionTimestamp === undefined ? undefined : `${shown} is being deleted`;
}

/** Whether a claim has its volume for good. */
function isBound(claim: PersistentVolumeClaim): boolean {
  return Boolean(claim.spec?.volumeName) && hasAnnotation(claim, volumeAnnotations.bindCompleted);
}

/** The volume that is there already, of those that a claim could have on the node. */
function volumeOn(claim: PersistentVolumeClaim, node: Node, storage: StorageState): PersistentVolume | undefined {
  return findVolume(claim, [...storage.volumes.in('')], { reservedOnly: false, node });
}

function waitsForConsumer(claim: PersistentVolumeClaim, storage: StorageState): boolean {
  return !claim.spec?.volumeName && classOf(claim, storage)?.volumeBindingMode === 'WaitForFirstConsumer';
}

function classOf(claim: PersistentVolumeClaim, storage: StorageState): StorageClass | undefined {
  return storage.classes.get({ namespace: '', name: storageClassOf(claim) ?? '' });
}

function canBeHad(claim: PersistentVolumeClaim, node: Node, storage: StorageState): boolean {
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
