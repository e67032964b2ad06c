import type { KubernetesObject } from '@sampan/api';
import type { ResourceDefinition } from '../kinds/resource-definition.js';

/*
 * What becomes of an object on its way:
 *
 *   request ──toWorking──▶ defaults, admission, rules ──toStored──▶ commit
 *   answer ◀─fromWorking── what was written                          │
 *   answer ◀──────────── readObject (parse-stored.ts) ◀──────────── get, list, watch
 *
 * Built-in kinds are worked on in the version in which they are stored; versions of custom resources in themselves.
 */

/** An object of the request's version in the version that it is worked on in. */
export function toWorking<T extends KubernetesObject>(resource: ResourceDefinition<T>, object: KubernetesObject): T {
  if (resource.working === resource || resource.conversion === undefined) return object as T;
  return resource.conversion.toHub(object);
}

/** An object that was worked on in the version of the request. */
export function fromWorking<T extends KubernetesObject>(resource: ResourceDefinition<T>, object: T): KubernetesObject {
  if (resource.working === resource || resource.conversion === undefined) return object;
  return resource.conversion.fromHub(object);
}

/** An object that was worked on in the version in which it is stored; a promise only where somebody else converts it. */
export function toStored<T extends KubernetesObject>(
  resource: ResourceDefinition<T>,
  object: T,
): KubernetesObject | Promise<KubernetesObject> {
  if (resource.working !== resource || resource.conversion === undefined) return object;
  if (resource.remote === undefined) return resource.conversion.toHub(object);
  return resource.remote.toHub(object);
}
