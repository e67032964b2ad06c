import { type KubernetesObject, type ResourceDescription, requestEntityTooLarge } from '@sampan/api';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import type { EncodedObject, ObjectIndex, StoredObject } from '../store/store.js';

/** A kind's place in the store, as its row in the table of kinds says it. */
type Place = Pick<ResourceDescription, 'prefix' | 'namespaced'>;

/** The key of an object in the store, as Kubernetes lays it out in etcd. */
export function keyIn({ prefix, namespaced }: Place, namespace: string, name: string): string {
  return namespaced ? `${prefix}/${namespace}/${name}` : `${prefix}/${name}`;
}

/** What all keys of a kind begin with, or those in one namespace. */
export function keyPrefix({ prefix, namespaced }: Place, namespace = ''): string {
  return namespaced && namespace !== '' ? `${prefix}/${namespace}/` : `${prefix}/`;
}

/** The key under which `resource` keeps an object. */
export function storageKey(resource: ResourceDefinition, { namespace, name }: { namespace: string; name: string }) {
  return keyIn(placeOf(resource), namespace, name);
}

/** The prefix of all keys of a namespace, or of the whole resource. */
export function storagePrefix(resource: ResourceDefinition, namespace: string): string {
  return keyPrefix(placeOf(resource), namespace);
}

function placeOf({ storage, namespaced }: ResourceDefinition): Place {
  return { prefix: storage?.prefix ?? '', namespaced };
}

/** What etcd takes as one request, and so as one object. */
const maxObjectBytes = 1.5 * 1024 * 1024;

/**
 * `object`, which is of the stored version, as it is written: without a resourceVersion, which it has when it is read
 * ({@link stampRevision}).
 */
export function encodeObject(resource: ResourceDefinition, object: KubernetesObject): EncodedObject {
  const { apiVersion, kind, metadata, ...rest } = object;
  const { name, generateName, namespace, uid, resourceVersion: _, ...more } = metadata;
  const start = JSON.stringify({ kind, apiVersion, metadata: { name, generateName, namespace, uid } }).slice(0, -2);
  const bytes = Buffer.from(`${start}${further(more)}${further(rest)}`);
  return { bytes, index: indexOf(resource, object, Buffer.byteLength(start)) };
}

/** The rest of a JSON object that has members already. */
function further(members: object): string {
  const json = JSON.stringify(members);
  return json === '{}' ? '}' : `,${json.slice(1)}`;
}

/** The bytes of an object with its resourceVersion in its place; those that were written with it stay as they are. */
export function stampRevision({ bytes, index: { revisionAt } }: EncodedObject, revision: number): Buffer {
  if (revisionAt === undefined) return bytes;
  const stamp = `,"resourceVersion":"${revision}"`;
  const stamped = Buffer.allocUnsafeSlow(bytes.length + stamp.length);
  bytes.copy(stamped, 0, 0, revisionAt);
  stamped.write(stamp, revisionAt, 'latin1');
  bytes.copy(stamped, revisionAt + stamp.length, revisionAt);
  return stamped;
}

/**
 * The same for what a client wants to be kept: throws 413 for an object that etcd would not take, in its words, unless it
 * takes the place of a larger one. What is on its way to be deleted may be as large as it is.
 */
export function encodeWithinLimit(
  resource: ResourceDefinition,
  object: KubernetesObject,
  stored?: StoredObject,
): EncodedObject {
  const encoded = encodeObject(resource, object);
  const limit = Math.max(maxObjectBytes, stored?.bytes.length ?? 0);
  if (encoded.bytes.length > limit) throw requestEntityTooLarge('etcdserver: request is too large');
  return encoded;
}

/** What is asked of an object without parsing it. */
function indexOf(resource: ResourceDefinition, object: KubernetesObject, revisionAt: number): ObjectIndex {
  const { uid, name, namespace, labels, ownerReferences } = object.metadata;
  const fields: Record<string, string> = { 'metadata.name': name ?? '', 'metadata.namespace': namespace ?? '' };
  for (const path in resource.selectableFields) fields[path] = resource.selectableFields[path]?.(object) ?? '';
  return {
    uid: uid ?? '',
    labels: labels ?? noLabels,
    fields,
    ownerUids: ownerReferences === undefined ? noOwners : ownerReferences.map((owner) => owner.uid),
    revisionAt,
  };
}

const noLabels: Readonly<Record<string, string>> = {};
const noOwners: readonly string[] = [];
