import type { OwnerReference } from './generated/types.js';
import type { KubernetesObject } from './kubernetes-object.js';

/** The one owner that controls `object`, if any does. */
export function controllerOf({ metadata }: Pick<KubernetesObject, 'metadata'>): OwnerReference | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller);
}
