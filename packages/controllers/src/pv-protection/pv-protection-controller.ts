import { type ObjectKey, resources } from '@sampan/api';
import { type ControllerContext, defineController, patchAction } from '@sampan/client';

const finalizer = 'kubernetes.io/pv-protection';

/*
 * Promises: a volume that is deleted goes when no claim has it any more.
 * Reads: PersistentVolumes. Writes: the volumes' finalizers.
 * Runs when: a volume changes.
 */
export const pvProtectionController = defineController({
  name: 'pv-protection',
  primary: resources.persistentVolumes,
  reconcile,
});

async function reconcile(key: ObjectKey, context: ControllerContext): Promise<void> {
  const volume = context.lister(resources.persistentVolumes).get(key);
  const { deletionTimestamp, finalizers = [], uid, resourceVersion } = volume?.metadata ?? {};
  if (deletionTimestamp === undefined || !finalizers.includes(finalizer)) return;
  if (volume?.status?.phase === 'Bound') return;
  const body = { metadata: { uid, resourceVersion, finalizers: finalizers.filter((name) => name !== finalizer) } };
  await context.perform([patchAction(resources.persistentVolumes, key, { type: 'merge', body })]);
}
