import type { KubernetesObject } from '@sampan/api';
import type { ResourceDefinition } from '../resources/define-resource.js';
import type { ObjectIndex } from '../store/store.js';

/** The key under which `resource` keeps an object, as Kubernetes lays it out in etcd. */
export function storageKey(resource: ResourceDefinition, { namespace, name }: { namespace: string; name: string }) {
  const prefix = resource.storage?.prefix ?? '';
  return resource.namespaced ? `${prefix}/${namespace}/${name}` : `${prefix}/${name}`;
}

/** The prefix of all keys of a namespace, or of the whole resource. */
export function storagePrefix(resource: ResourceDefinition, namespace: string): string {
  const prefix = resource.storage?.prefix ?? '';
  return resource.namespaced && namespace !== '' ? `${prefix}/${namespace}/` : `${prefix}/`;
}

/**
 * The bytes and the index of `object` as it is written at `revision`. Sets its resourceVersion, which is the only change
 * made to it.
 */
export function encodeObject(resource: ResourceDefinition, object: KubernetesObject, revision: number) {
  object.metadata.resourceVersion = String(revision);
  const { apiVersion, kind, metadata, ...rest } = resource.storage?.toStored?.(object) ?? object;
  const stored = { kind, apiVersion, metadata, ...rest };
  return { bytes: Buffer.from(JSON.stringify(stored)), index: indexOf(resource, object) };
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
