import { formatApiVersion, type KubernetesObject, storeReadError } from '@sampan/api';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import type { ServerContext } from '../server/server-context.js';
import type { StoredObject } from '../store/store.js';
import { encodeObject, storagePrefix } from './encode-object.js';

/** Throws a Status that says what can still be done with an object whose bytes are damaged. */
export function requireIntact(stored: StoredObject): void {
  if (stored.damaged) throw storeReadError(describeDamage(stored));
}

/** A warning for each object of the resource that lists and watches leave out because it cannot be read. */
export function damageWarnings(resource: ResourceDefinition, namespace: string, { store }: ServerContext): string[] {
  return store.damaged(storagePrefix(resource, namespace)).map((stored) => `left out: ${describeDamage(stored)}`);
}

/** Removes an object that cannot be read. Watchers are told what is known of it: its name. */
export async function removeDamaged(
  resource: ResourceDefinition,
  stored: StoredObject,
  { store }: ServerContext,
): Promise<KubernetesObject> {
  const object = nameOnly(resource, stored);
  const encode = () => encodeObject(resource, object);
  const deleted = await store.commit({ type: 'delete', key: stored.key, expected: stored.revision, encode });
  object.metadata.resourceVersion = String(deleted.revision);
  return object;
}

/** The object that a damaged one still is. */
export function nameOnly(resource: ResourceDefinition, { index }: StoredObject): KubernetesObject {
  const { 'metadata.name': name = '', 'metadata.namespace': namespace = '' } = index.fields;
  const metadata = resource.namespaced ? { name, namespace } : { name };
  return { kind: resource.kind, apiVersion: formatApiVersion(resource), metadata };
}

function describeDamage({ key, revision }: StoredObject): string {
  return `${key} is damaged in the store since it was written at revision ${revision}, and cannot be read: delete it, and create it again`;
}
