import type { KubernetesObject, ObjectKey, ResourceType } from '@sampan/api';
import type { Patch, RemoveOptions } from '../rest/options.js';

/** What a plan asks for, as data. */
export type Action =
  | { verb: 'create' | 'update' | 'updateStatus'; type: ResourceType; object: KubernetesObject }
  | { verb: 'patch'; type: ResourceType; key: ObjectKey; patch: Patch; subresource?: string }
  | { verb: 'delete'; type: ResourceType; object: KubernetesObject; options?: RemoveOptions }
  | { verb: 'event'; about: KubernetesObject; eventType: 'Normal' | 'Warning'; reason: string; message: string };

export function createAction<T extends KubernetesObject>(type: ResourceType<T>, object: T): Action {
  return { verb: 'create', type, object };
}

export function updateAction<T extends KubernetesObject>(type: ResourceType<T>, object: T): Action {
  return { verb: 'update', type, object };
}

export function updateStatusAction<T extends KubernetesObject>(type: ResourceType<T>, object: T): Action {
  return { verb: 'updateStatus', type, object };
}

export function patchAction(type: ResourceType, key: ObjectKey, patch: Patch): Action {
  return { verb: 'patch', type, key, patch };
}

/** Deletes the object that was seen: a newer one of the same name stays (precondition on the uid). */
export function deleteAction<T extends KubernetesObject>(
  type: ResourceType<T>,
  object: T,
  options?: RemoveOptions,
): Action {
  return options === undefined ? { verb: 'delete', type, object } : { verb: 'delete', type, object, options };
}

export function eventAction(
  about: KubernetesObject,
  eventType: 'Normal' | 'Warning',
  { reason, message }: { reason: string; message: string },
): Action {
  return { verb: 'event', about, eventType, reason, message };
}
