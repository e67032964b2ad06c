import {
  type DiscoveredResource,
  isMethodNotAllowed,
  isNotFound,
  keyOf,
  type PartialObjectMetadata,
  preferredVersions,
} from '@sampan/api';
import { type Client, discover, typeOfDiscovered } from '@sampan/client';
import type { NamespaceContent } from './namespace-conditions.js';

/**
 * Asks the server to delete everything in `namespace`, resource by resource as discovery tells them, and says what is
 * still there afterwards. Objects that end gracefully or have finalizers go later.
 */
export async function deleteContent(client: Client, namespace: string): Promise<NamespaceContent> {
  const found = await discover(client).catch((error: unknown) => ({ error }));
  if (!Array.isArray(found)) {
    return { remaining: new Map(), finalizers: new Map(), discoveryError: found.error, deletionErrors: [] };
  }
  const remaining = new Map<string, number>();
  const finalizers = new Map<string, number>();
  const deletionErrors: unknown[] = [];
  await Promise.all(
    deletable(found).map(async (resource) => {
      try {
        const left = await deleteAll(client, resource, namespace);
        if (left.length > 0) remaining.set(`${resource.plural}.${resource.group}`, left.length);
        for (const name of left.flatMap(({ metadata }) => metadata.finalizers ?? [])) {
          finalizers.set(name, (finalizers.get(name) ?? 0) + 1);
        }
      } catch (error) {
        deletionErrors.push(error);
      }
    }),
  );
  return { remaining, finalizers, deletionErrors };
}

function deletable(discovered: readonly DiscoveredResource[]): DiscoveredResource[] {
  return preferredVersions(discovered).filter(
    ({ namespaced, verbs }) => namespaced && verbs.includes('delete') && verbs.includes('list'),
  );
}

/** Deletes the whole collection, or one by one where there is no such verb; returns what is left. */
async function deleteAll(
  client: Client,
  resource: DiscoveredResource,
  namespace: string,
): Promise<PartialObjectMetadata[]> {
  const objects = client.metadata(typeOfDiscovered(resource));
  const { items } = await objects.list({ namespace });
  if (items.length === 0) return [];
  const propagationPolicy = 'Background';
  const all = resource.verbs.includes('deletecollection');
  const deleted =
    all && (await objects.deleteCollection({ namespace, propagationPolicy }).then(() => true, unlessNotAllowed));
  if (!deleted) {
    for (const item of items) await objects.delete(keyOf(item), { propagationPolicy }).catch(unlessNotFound);
  }
  return (await objects.list({ namespace })).items;
}

function unlessNotAllowed(error: unknown): false {
  if (isMethodNotAllowed(error)) return false;
  throw error;
}

function unlessNotFound(error: unknown): void {
  if (!isNotFound(error)) throw error;
}
