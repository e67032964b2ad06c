import type { KubernetesObject } from './kubernetes-object.js';

/** What a client must know to address a resource: the static half of a REST mapping, carrying the object's type. */
export interface ResourceType<T extends KubernetesObject = KubernetesObject> {
  readonly group: string;
  readonly version: string;
  /** `v1`, `apps/v1`: what objects carry. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** Never set: only ties the object's type to the resource. */
  readonly objectType?: T;
}

/** Describes the resource `plural` of `apiVersion`, whose objects are `T`. */
export function resourceType<T extends KubernetesObject>(
  apiVersion: string,
  kind: string,
  { plural, namespaced }: { plural: string; namespaced: boolean },
): ResourceType<T> {
  const slash = apiVersion.indexOf('/');
  const group = slash === -1 ? '' : apiVersion.slice(0, slash);
  return { group, version: apiVersion.slice(slash + 1), apiVersion, kind, plural, namespaced };
}
