import { type ObjectKey, resources } from '@sampan/api';
import { type ControllerContext, createAction, defineController } from '@sampan/client';
import { localClass } from './local-class.js';

/*
 * Promises: a cluster has the class `local` from its start; who changes it afterwards is not disturbed.
 * Reads: the namespace kube-system, which every cluster has, StorageClasses. Writes: StorageClasses (create).
 * Runs when: kube-system appears, which it does at every start.
 */
export const localClassController = defineController({
  name: 'local-class',
  primary: resources.namespaces,
  reads: [resources.storageClasses],
  reconcile,
});

async function reconcile({ name }: ObjectKey, context: ControllerContext): Promise<void> {
  if (name !== 'kube-system') return;
  const wanted = localClass();
  const key = { namespace: '', name: wanted.metadata.name ?? '' };
  if (context.lister(resources.storageClasses).get(key) !== undefined) return;
  await context.perform([createAction(resources.storageClasses, wanted)]);
}
