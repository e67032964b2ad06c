import { controllerOf, type KubernetesObject, type OwnerReference, type ResourceType } from '@sampan/api';

/** The reference by which `owner` controls what it makes. */
export function controllerReference<T extends KubernetesObject>(owner: T, type: ResourceType<T>): OwnerReference {
  const { name = '', uid = '' } = owner.metadata;
  return { apiVersion: type.apiVersion, kind: type.kind, name, uid, controller: true, blockOwnerDeletion: true };
}

export function isControlledBy(object: KubernetesObject, owner: KubernetesObject): boolean {
  return controllerOf(object)?.uid === owner.metadata.uid;
}

/** The value under which {@link orphansIndex} keeps the objects of a namespace that nobody controls. */
export function orphanNamespace(object: KubernetesObject): readonly string[] {
  return controllerOf(object) === undefined ? [object.metadata.namespace ?? ''] : [];
}

/** The name of the index of objects without a controller, by namespace. */
export const orphansIndex = 'orphans';
