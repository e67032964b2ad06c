import type { KubernetesObject } from '@sampan/api';
import type { ResourceDefinition } from '../kinds/define-resource.js';
import type { StoredObject } from '../store/store.js';
import { fromHub } from './convert-object.js';
import { requireIntact } from './damage.js';
import { createRecentCache } from './recent-cache.js';

/** Parsed objects take several times the memory of their bytes: only those in use are kept. */
const parsed = createRecentCache<StoredObject, KubernetesObject>(512);

/** The object as it is stored. It is shared: do not change it. */
export function parseStored(stored: StoredObject): KubernetesObject {
  const known = parsed.get(stored);
  if (known !== undefined) return known;
  const object = parseFresh(stored);
  parsed.set(stored, object);
  return object;
}

/** A copy of the object as it is stored, for the caller to change. */
function parseFresh(stored: StoredObject): KubernetesObject {
  requireIntact(stored);
  return JSON.parse(stored.bytes.toString()) as KubernetesObject;
}

/**
 * Saves parsing what was just written. `object` is of the stored version; it gets the revision that it was written at, and
 * must not be changed afterwards.
 */
export function rememberWritten(stored: StoredObject, object: KubernetesObject): void {
  object.metadata.resourceVersion = String(stored.revision);
  parsed.set(stored, object);
}

/** What other versions make of stored objects, by version, for as long as the object is known. */
const converted = new WeakMap<KubernetesObject, Map<ResourceDefinition, KubernetesObject>>();

/** The object in the version of `resource`. It is shared: do not change it. */
export function readObject<T extends KubernetesObject>(resource: ResourceDefinition, stored: StoredObject): T {
  const object = parseStored(stored);
  if (resource.conversion === undefined) return object as T;
  const versions = converted.get(object) ?? new Map<ResourceDefinition, KubernetesObject>();
  converted.set(object, versions);
  const known = versions.get(resource) ?? fromHub(resource, object);
  versions.set(resource, known);
  return known as T;
}

/** A copy of the object in the version of `resource`, for the caller to change. */
export function copyObject<T extends KubernetesObject>(resource: ResourceDefinition, stored: StoredObject): T {
  return fromHub(resource, parseFresh(stored)) as T;
}
