import {
  hasAnnotation,
  isConflict,
  isNotFound,
  type Node,
  type PersistentVolumeClaim,
  type Pod,
  reserveVolume,
  resources,
  volumeAnnotations,
  withAnnotations,
} from '@sampan/api';
import type { Client } from '@sampan/client';
import { isBound, volumeOn } from './plugins/volume-binding.js';
import { claimNamesOf, type Storage } from './state/storage-state.js';

/**
 * Has the claims of a Pod bound on the node that was chosen for it: reserves the volumes that are there, and tells those who
 * make volumes for which node. Resolves with whether all are bound: else the Pod is tried again when they are.
 */
export async function bindClaims(client: Client, pod: Pod, node: Node, storage: Storage): Promise<boolean> {
  const namespace = pod.metadata.namespace ?? '';
  const claims = claimNamesOf(pod).map((name) => storage.claims.get({ namespace, name }));
  const waiting = claims.filter((claim) => claim !== undefined).filter((claim) => !isBound(claim));
  for (const claim of waiting) await request(client, claim, node, storage).catch(unlessOutdated);
  return waiting.length === 0;
}

async function request(client: Client, claim: PersistentVolumeClaim, node: Node, storage: Storage): Promise<void> {
  if (hasAnnotation(claim, volumeAnnotations.selectedNode)) return;
  const volume = volumeOn(claim, node, storage);
  if (volume === undefined) {
    const told = withAnnotations(claim, { [volumeAnnotations.selectedNode]: node.metadata.name ?? '' });
    await client.resource(resources.persistentVolumeClaims).update(told);
  } else if (volume.spec?.claimRef?.uid !== claim.metadata.uid) {
    await client.resource(resources.persistentVolumes).update(reserveVolume(volume, claim));
  }
}

/** Somebody else was faster: the informers are about to tell, and then the Pod is tried again. */
function unlessOutdated(error: unknown): void {
  if (!isConflict(error) && !isNotFound(error)) throw error;
}
