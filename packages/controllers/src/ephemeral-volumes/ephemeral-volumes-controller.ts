import {
  claimOfVolume,
  isAlreadyExists,
  keyOf,
  type ObjectKey,
  type PersistentVolumeClaim,
  type Pod,
  resources,
  type Volume,
} from '@sampan/api';
import { type ControllerContext, createAction, defineController } from '@sampan/client';
import { controllerReference, isControlledBy } from '../shared/owner-reference.js';

/*
 * Promises: each ephemeral volume of a Pod has a claim of its own, which goes with the Pod.
 * Reads: Pods, PersistentVolumeClaims. Writes: PersistentVolumeClaims (create).
 * Runs when: a Pod changes, or a claim that it controls.
 */
export const ephemeralVolumesController = defineController({
  name: 'ephemeral-volume',
  primary: resources.pods,
  owns: [resources.persistentVolumeClaims],
  reconcile,
});

async function reconcile(key: ObjectKey, context: ControllerContext): Promise<void> {
  const pod = context.lister(resources.pods).get(key);
  if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) return;
  for (const volume of pod.spec.volumes ?? []) {
    if (volume.ephemeral !== undefined) await ensureClaim(pod, volume, context);
  }
}

async function ensureClaim(pod: Pod, volume: Volume, context: ControllerContext): Promise<void> {
  const { namespace, name: podName } = keyOf(pod);
  const name = claimOfVolume(pod, volume) ?? '';
  const existing = context.lister(resources.persistentVolumeClaims).get({ namespace, name });
  if (existing === undefined) {
    const [outcome] = await context.attempt([
      createAction(resources.persistentVolumeClaims, claimOf(pod, volume, { namespace, name })),
    ]);
    // One that is there already is seen in a moment.
    if (outcome?.error !== undefined && !isAlreadyExists(outcome.error)) throw outcome.error;
  } else if (!isControlledBy(existing, pod)) {
    throw new Error(`PVC ${namespace}/${name} was not created for pod ${namespace}/${podName} (pod is not owner)`);
  }
}

function claimOf(pod: Pod, { ephemeral }: Volume, key: ObjectKey): PersistentVolumeClaim {
  const { metadata: { labels, annotations } = {}, spec } = ephemeral?.volumeClaimTemplate ?? { spec: {} };
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      ...{ ...key, ownerReferences: [controllerReference(pod, resources.pods)] },
      ...{ ...(labels && { labels }), ...(annotations && { annotations }) },
    },
    spec,
  };
}
