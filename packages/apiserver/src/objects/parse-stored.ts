import type { KubernetesObject } from '@sampan/api';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import type { StoredObject } from '../store/store.js';
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
  if (isAsStored(resource, stored)) return parseStored(stored) as T;
  if (resource.remote !== undefined) return convertedAhead(resource, stored) as T;
  const object = parseStored(stored);
  const versions = converted.get(object) ?? new Map<ResourceDefinition, KubernetesObject>();
  converted.set(object, versions);
  const known = versions.get(resource) ?? fromStored(resource, stored, object);
  versions.set(resource, known);
  return known as T;
}

/** A copy of the object in the version of `resource`, for the caller to change. */
export function copyObject<T extends KubernetesObject>(resource: ResourceDefinition, stored: StoredObject): T {
  if (isAsStored(resource, stored)) return parseFresh(stored) as T;
  if (resource.remote !== undefined) return structuredClone(convertedAhead(resource, stored)) as T;
  return fromStored(resource, stored, parseFresh(stored)) as T;
}

/** The object in whatever version it is stored. It is shared: do not change it. */
export function readAsStored(stored: StoredObject): KubernetesObject {
  return parseStored(stored);
}

/** Whether the stored bytes are the object in the version of `resource`. */
export function isAsStored({ conversion, renewal }: ResourceDefinition, { revision }: StoredObject): boolean {
  return conversion === undefined && (renewal === undefined || revision > renewal.through);
}

function fromStored({ conversion, renewal }: ResourceDefinition, { revision }: StoredObject, object: KubernetesObject) {
  const renewed = renewal !== undefined && revision <= renewal.through ? renewal.renew(object) : object;
  return conversion === undefined ? renewed : conversion.fromHub(renewed);
}

/** What somebody else has made of stored objects, by version, for as long as the version of the object is in memory. */
const remotes = new WeakMap<StoredObject, Map<ResourceDefinition, KubernetesObject>>();

/**
 * Has objects converted that somebody else converts, so that they can be read; undefined where there is nothing to wait
 * for.
 */
export function convertAhead(resource: ResourceDefinition, items: readonly StoredObject[]): Promise<void> | undefined {
  const { remote } = resource;
  if (remote === undefined) return undefined;
  const waiting = items.filter(
    (stored) => !stored.damaged && !isAsStored(resource, stored) && remotes.get(stored)?.get(resource) === undefined,
  );
  if (waiting.length === 0) return undefined;
  return remote.fromStored(waiting.map(parseStored)).then((objects) => {
    for (const [index, stored] of waiting.entries()) {
      const versions = remotes.get(stored) ?? new Map<ResourceDefinition, KubernetesObject>();
      versions.set(resource, objects[index] as KubernetesObject);
      remotes.set(stored, versions);
    }
  });
}

function convertedAhead(resource: ResourceDefinition, stored: StoredObject): KubernetesObject {
  requireIntact(stored);
  const known = remotes.get(stored)?.get(resource);
  if (known === undefined) throw new TypeError(`${stored.key} is read before it was converted`);
  return known;
}
