import type { KubernetesObject } from '@sampan/api';
import type { ViewSubresource } from './subresource.js';

interface ObjectWithStatus extends KubernetesObject {
  status?: unknown;
}

/**
 * The `status` subresource: the whole object is shown; of what is written, only `status` and metadata are taken.
 *
 * @param options.metadata - `kept`: labels, annotations and the rest of metadata are not taken either, as custom
 *   resources have it. Built-in kinds let controllers annotate together with the status (`written`, the default).
 */
export function statusSubresource<T extends KubernetesObject>(
  options: { metadata?: 'kept' | 'written' } = {},
): ViewSubresource<T> {
  const kept = options.metadata === 'kept';
  return {
    type: 'view',
    view: (object) => object,
    merge: (current, view) => {
      const merged: T & ObjectWithStatus = { ...current };
      const { metadata, status } = view as ObjectWithStatus;
      merged.metadata = kept
        ? { ...current.metadata, managedFields: metadata.managedFields }
        : { ...metadata, ownerReferences: current.metadata.ownerReferences };
      if (status === undefined) delete merged.status;
      else merged.status = status;
      return merged;
    },
  };
}
