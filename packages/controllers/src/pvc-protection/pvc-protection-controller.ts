import { claimsOfPod, formatKey, keyOf, type ObjectKey, type Pod, parseKey, resources } from '@sampan/api';
import { type ControllerContext, defineController, index, patchAction, watched } from '@sampan/client';

const finalizer = 'kubernetes.io/pvc-protection';
const claimIndex = 'claims';

/*
 * Promises: a claim that is deleted goes when no Pod on a node uses it any more.
 * Reads: PersistentVolumeClaims, Pods. Writes: the claims' finalizers.
 * Runs when: a claim changes, or a Pod that uses one comes, goes or changes.
 */
export const pvcProtectionController = defineController({
  name: 'pvc-protection',
  primary: resources.persistentVolumeClaims,
  watches: [watched(resources.pods, (pod) => claimsOf(pod).map(parseKey))],
  indices: [index(resources.pods, claimIndex, claimsOf)],
  reconcile,
});

async function reconcile(key: ObjectKey, context: ControllerContext): Promise<void> {
  const claim = context.lister(resources.persistentVolumeClaims).get(key);
  const { deletionTimestamp, finalizers = [], uid, resourceVersion } = claim?.metadata ?? {};
  if (deletionTimestamp === undefined || !finalizers.includes(finalizer)) return;
  const users = context.lister(resources.pods).byIndex(claimIndex, formatKey(key));
  // A Pod that waits for a node will not get one while its claim is being deleted.
  if (users.some(({ spec }) => Boolean(spec.nodeName))) return;
  const body = { metadata: { uid, resourceVersion, finalizers: finalizers.filter((name) => name !== finalizer) } };
  await context.perform([patchAction(resources.persistentVolumeClaims, key, { type: 'merge', body })]);
}

/** The claims that a Pod uses: those that it names, and those that were made for it. */
function claimsOf(pod: Pod): string[] {
  const { namespace } = keyOf(pod);
  return claimsOfPod(pod).map((name) => formatKey({ namespace, name }));
}
