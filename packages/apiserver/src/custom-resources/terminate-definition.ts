import { type CustomResourceDefinition, isNotFound } from '@sampan/api';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import { cleanupFinalizer } from '../resources/apiextensions/cleanup-finalizer.js';
import type { ServerContext } from '../server/server-context.js';
import { withTerminating } from './definition-status.js';
import { deleteInstances } from './delete-instances.js';

/** Whether a definition waits for its instances to be gone. */
export function isHeldByInstances({ metadata }: CustomResourceDefinition): boolean {
  return metadata.finalizers?.includes(cleanupFinalizer) === true;
}

/**
 * Deletes the instances of a definition that is being deleted, and lets it go when they are gone.
 *
 * @param terminating.resource undefined: it was never established, and has no instances
 */
export async function terminateDefinition(
  server: ServerContext,
  { name, resource }: { name: string; resource: ResourceDefinition | undefined },
  signal: AbortSignal,
): Promise<void> {
  if (resource === undefined) return finish(neverEstablished);
  await write((crd) => terminating(crd, inProgress));
  if (await deleteInstances(server, resource, signal)) await finish(completed);

  function finish(outcome: typeof completed): Promise<void> {
    return write((crd) => {
      const finalizers = crd.metadata.finalizers?.filter((finalizer) => finalizer !== cleanupFinalizer) ?? [];
      return terminating({ ...crd, metadata: { ...crd.metadata, finalizers } }, outcome);
    });
  }

  function terminating(crd: CustomResourceDefinition, condition: typeof completed): CustomResourceDefinition {
    return { ...crd, status: withTerminating(crd.status, condition, server.clock.now()) };
  }

  async function write(change: (crd: CustomResourceDefinition) => CustomResourceDefinition): Promise<void> {
    try {
      const options = { subresource: 'status' };
      await server.objects.customResourceDefinitions.update({ namespace: '', name }, change, options);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
}

const inProgress = {
  status: 'True',
  reason: 'InstanceDeletionInProgress',
  message: 'CustomResource deletion is in progress',
};
const completed = { status: 'False', reason: 'InstanceDeletionCompleted', message: 'removed all instances' };
const neverEstablished = { status: 'False', reason: 'NeverEstablished', message: 'resource was never established' };
