import type { KubernetesObject } from '@sampan/api';
import type { ResourceDefinition } from '../resources/define-resource.js';
import type { StoredObject } from '../store/store.js';
import { requireIntact } from './damage.js';
import { createRecentCache } from './recent-cache.js';

/** Parsed objects take several times the memory of their bytes: only those in use are kept. */
const parsed = createRecentCache<StoredObject, KubernetesObject>(512);

/** The object as it is stored. It is shared: do not change it. */
function parseStored(stored: StoredObject): KubernetesObject {
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

/** Saves parsing what was just written. `object` must not be changed afterwards. */
export function rememberWritten({ storage }: ResourceDefinition, stored: StoredObject, object: KubernetesObject): void {
  if (storage?.toStored === undefined) parsed.set(stored, object);
}

/** The object in the version that `resource` serves. It is shared: do not change it. */
export function readObject<T extends KubernetesObject>(resource: ResourceDefinition, stored: StoredObject): T {
  const object = parseStored(stored);
  return (resource.storage?.fromStored?.(object) ?? object) as T;
}

/** A copy of the object in the version that `resource` serves, for the caller to change. */
export function copyObject<T extends KubernetesObject>(resource: ResourceDefinition, stored: StoredObject): T {
  const object = parseFresh(stored);
  return (resource.storage?.fromStored?.(object) ?? object) as T;
}
