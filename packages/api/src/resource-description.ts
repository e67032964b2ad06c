import type { KubernetesObject } from './kubernetes-object.js';
import { type ResourceType, resourceType } from './resource-type.js';

/** Everything about a resource that is data, before any server is asked: a row in the table of kinds. */
export interface ResourceDescription<T extends KubernetesObject = KubernetesObject> extends ResourceType<T> {
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  /** Where the API server keeps the objects, as Kubernetes lays them out in etcd: `/registry/pods`. */
  readonly prefix: string;
}

/** What a row says beyond the kind. */
export interface ResourceNames {
  readonly plural: string;
  readonly namespaced: boolean;
  /** The kind in lower case, by default. */
  readonly singular?: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  /** Below `/registry/`; the plural by default. */
  readonly prefix?: string;
}

/** Describes the resource of `kind`, whose objects are `T`, in the version in which they are stored. */
export function describeResource<T extends KubernetesObject>(
  apiVersion: string,
  kind: string,
  { plural, namespaced, singular, shortNames, categories, prefix }: ResourceNames,
): ResourceDescription<T> {
  return {
    ...resourceType<T>(apiVersion, kind, { plural, namespaced }),
    singular: singular ?? kind.toLowerCase(),
    shortNames: shortNames ?? [],
    categories: categories ?? [],
    prefix: `/registry/${prefix ?? plural}`,
  };
}
