import type { KubernetesObject } from '@sampan/api';
import type { ResourceDefinition } from '../kinds/define-resource.js';

/** An object of the stored version in the version of `resource`: itself, where that is the stored one. */
export function fromHub<T extends KubernetesObject>(resource: ResourceDefinition<T>, object: T): KubernetesObject {
  return resource.conversion === undefined ? object : resource.conversion.fromHub(object);
}

/** An object of the version of `resource` in the stored version: itself, where that is the one it is in. */
export function toHub<T extends KubernetesObject>(resource: ResourceDefinition<T>, object: KubernetesObject): T {
  return resource.conversion === undefined ? (object as T) : resource.conversion.toHub(object);
}
