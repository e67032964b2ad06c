import { isNotFound } from '@sampan/api';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import { storagePrefix } from '../objects/encode-object.js';
import { serverUser } from '../objects/object-access.js';
import type { ServerContext } from '../server/server-context.js';
import { followStore } from '../store/follow-store.js';

/**
 * Deletes all objects of a resource, and resolves to true when the last one is gone: those that finalizers hold back go
 * when their holders let go. Resolves to false when the server stops before.
 */
export async function deleteInstances(
  server: ServerContext,
  resource: ResourceDefinition,
  signal: AbortSignal,
): Promise<boolean> {
  const { store } = server;
  const objects = server.objects.of(resource.hub);
  const prefix = storagePrefix(resource, '');
  for (const { index } of (await store.list({ prefix })).items) {
    const { 'metadata.name': name = '', 'metadata.namespace': namespace = '' } = index.fields;
    await objects.delete({ namespace, name }, { user: serverUser }).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
    });
  }
  let look = () => {};
  const ended = new Promise<boolean>((resolve) => {
    look = () => {
      if (store.count(prefix) === 0) resolve(true);
    };
    signal.addEventListener('abort', () => resolve(false), { once: true });
  });
  const following = await followStore(store, prefix, { reset: () => look(), changed: () => look() });
  const isGone = await ended;
  following.stop();
  return isGone;
}
