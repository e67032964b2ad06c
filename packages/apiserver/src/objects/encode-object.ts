import { type KubernetesObject, type ResourceDescription, requestEntityTooLarge } from '@sampan/api';
import type { ResourceDefinition } from '../kinds/define-resource.js';
import type { ObjectIndex, StoredObject } from '../store/store.js';

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
 * The bytes and the index of `object`, which is of the stored version, as it is written at `revision`. Sets its
 * resourceVersion, which is the only change made to it.
 */
export function encodeObject(resource: ResourceDefinition, object: KubernetesObject, revision: number) {
  object.metadata.resourceVersion = String(revision);
  const { apiVersion, kind, metadata, ...rest } = object;
  const stored = { kind, apiVersion, metadata, ...rest };
  return { bytes: Buffer.from(JSON.stringify(stored)), index: indexOf(resource, object) };
}

/**
 * The same for what a client wants to be kept: throws 413 for an object that etcd would not take, in its words, unless it
 * takes the place of a larger one. What is on its way to be deleted may be as large as it is.
 */
export function encodeWithinLimit(
  resource: ResourceDefinition,
  object: KubernetesObject,
  { revision, stored }: { revision: number; stored?: StoredObject },
) {
  const encoded = encodeObject(resource, object, revision);
  const limit = Math.max(maxObjectBytes, stored?.bytes.length ?? 0);
  if (encoded.bytes.length > limit) throw requestEntityTooLarge('etcdserver: request is too large');
  return encoded;
}

/** What selectors and garbage collection ask of an object. */
function indexOf(resource: ResourceDefinition, object: KubernetesObject): ObjectIndex {
  const { uid, name, namespace, labels, ownerReferences } = object.metadata;
  const fields: Record<string, string> = { 'metadata.name': name ?? '', 'metadata.namespace': namespace ?? '' };
  for (const path in resource.selectableFields) fields[path] = resource.selectableFields[path]?.(object) ?? '';
  return {
    uid: uid ?? '',
    labels: labels ?? noLabels,
    fields,
    ownerUids: ownerReferences === undefined ? noOwners : ownerReferences.map((owner) => owner.uid),
  };
}

const noLabels: Readonly<Record<string, string>> = {};
const noOwners: readonly string[] = [];
