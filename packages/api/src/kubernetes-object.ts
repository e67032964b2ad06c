import type { ObjectMeta } from './generated/types.js';

/** What every persisted Kubernetes object has in common. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
}

/** An object of a kind that is only known at run time: custom resources, manifests, patches' results. */
export interface UnstructuredObject extends KubernetesObject {
  [field: string]: unknown;
}

/** Names one object of a known resource; `namespace` is empty for cluster-scoped resources. */
export interface ObjectKey {
  namespace: string;
  name: string;
}

/** The key of `object`. An object that is not named yet (generateName) has the empty name. */
export function keyOf(object: KubernetesObject): ObjectKey {
  return { namespace: object.metadata.namespace ?? '', name: object.metadata.name ?? '' };
}

/** `namespace/name`, or `name` for cluster-scoped objects, as client-go's MetaNamespaceKeyFunc writes it. */
export function formatKey({ namespace, name }: ObjectKey): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}

/** The inverse of {@link formatKey}. */
export function parseKey(key: string): ObjectKey {
  const slash = key.indexOf('/');
  return slash === -1 ? { namespace: '', name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
