import { deepEqual, isConflict, isNotFound, type Namespace, type ObjectKey, type Pod, resources } from '@sampan/api';
import { type ControllerContext, defineController, type Result, watched } from '@sampan/client';
import { deleteContent } from './delete-content.js';
import { namespaceConditions } from './namespace-conditions.js';

const finalizer = 'kubernetes';

/** How soon what is left is looked at again, in milliseconds: doubling, because finalizers may take any time. */
const firstLook = 100;
const slowestLook = 15_000;

/*
 * Promises: a namespace that is deleted loses all its content, of every resource that is served, and then itself.
 * Reads: Namespaces, discovery, every namespaced resource. Writes: deletes all of it; Namespaces' status and finalizers.
 * Runs when: a namespace changes, a Pod in one that is being deleted goes, and after a while when something is left.
 */
export const namespaceController = defineController({
  name: 'namespace',
  primary: resources.namespaces,
  watches: [watched(resources.pods, namespaceOfPod)],
  concurrency: 10,
  reconcile,
});

async function reconcile({ name }: ObjectKey, context: ControllerContext): Promise<Result | undefined> {
  const namespace = context.lister(resources.namespaces).get({ namespace: '', name });
  if (namespace?.metadata.deletionTimestamp === undefined) return undefined;
  if (!namespace.spec?.finalizers?.includes(finalizer)) return undefined;
  const content = await deleteContent(context.client, name);
  const isClean =
    content.remaining.size === 0 && content.deletionErrors.length === 0 && content.discoveryError === undefined;
  if (isClean) {
    await finalize(namespace, context);
    return undefined;
  }
  const conditions = namespaceConditions(namespace.status?.conditions, content, context.clock.now());
  const status = { ...namespace.status, phase: 'Terminating', conditions };
  if (!deepEqual(status, namespace.status)) await writeStatus({ ...namespace, status }, context);
  return { requeueAfterMs: nextLook(namespace, context.clock.now()) };
}

/** In proportion to how long the namespace has been waiting. */
function nextLook({ metadata }: Namespace, now: number): number {
  const waiting = now - Date.parse(metadata.deletionTimestamp ?? '');
  return Math.min(Math.max(waiting / 2, firstLook), slowestLook);
}

async function writeStatus(namespace: Namespace, context: ControllerContext): Promise<void> {
  const [outcome] = await context.attempt([{ verb: 'updateStatus', type: resources.namespaces, object: namespace }]);
  const isLost = isConflict(outcome?.error) || isNotFound(outcome?.error);
  if (outcome?.error !== undefined && !isLost) throw outcome.error;
}

/** Takes our finalizer away; the server removes the namespace with the last one. */
async function finalize(namespace: Namespace, { client }: ControllerContext): Promise<void> {
  const { metadata, spec } = namespace;
  const finalizers = (spec?.finalizers ?? []).filter((name) => name !== finalizer);
  const key = { namespace: '', name: metadata.name ?? '' };
  const finalized = { ...namespace, spec: { ...spec, finalizers } };
  try {
    await client.resource(resources.namespaces).subresource<Namespace>(key, 'finalize').update(finalized);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

function namespaceOfPod({ metadata }: Pod, context: ControllerContext): ObjectKey[] {
  const key = { namespace: '', name: metadata.namespace ?? '' };
  const namespace = context.lister(resources.namespaces).get(key);
  return namespace?.metadata.deletionTimestamp === undefined ? [] : [key];
}
