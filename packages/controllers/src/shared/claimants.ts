import {
  controllerOf,
  type KubernetesObject,
  keyOf,
  type LabelSelector,
  type ObjectKey,
  type ResourceType,
} from '@sampan/api';
import type { ControllerContext } from '@sampan/client';
import { selectorOf } from './selector-of.js';

/** For a watch: the objects of `type` that would take an object which nobody controls. */
export function claimantsOf<T extends KubernetesObject>(
  type: ResourceType<T>,
  selector: (owner: T) => LabelSelector | undefined,
): (object: KubernetesObject, context: ControllerContext) => ObjectKey[] {
  return (object, context) => {
    if (controllerOf(object) !== undefined) return [];
    return context
      .lister(type)
      .list({ namespace: object.metadata.namespace ?? '' })
      .filter((owner) => selectorOf(selector(owner)).matches(object.metadata.labels))
      .map(keyOf);
  };
}
