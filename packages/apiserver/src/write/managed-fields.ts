import {
  type FieldSet,
  fieldTypeOf,
  formatApiVersion,
  type KubernetesObject,
  leaf,
  updateManagedFields,
} from '@sampan/api';
import type { ExpectedKind } from '../body/expected-kind.js';
import { fromHub } from '../objects/convert-object.js';
import type { WriteContext } from './write-context.js';

/**
 * Records which manager set which fields of `object` (`metadata.managedFields`), by the names that they have in the
 * version of the request; `old` is absent for a create. Both are of the stored version.
 */
export function trackFields(context: WriteContext, old: KubernetesObject | undefined, object: KubernetesObject): void {
  if (context.fieldManager === '') return;
  const { resource } = context;
  const [before, after] = [old && fromHub(resource, old), fromHub(resource, object)];
  const managedFields = updateManagedFields(before, after, ownershipContext(context));
  if (managedFields === undefined || managedFields.length === 0) delete object.metadata.managedFields;
  else object.metadata.managedFields = managedFields;
}

/** How the fields of a resource are owned, and by whom the ones that this write sets. */
export function ownershipContext(
  { resource, subresource, fieldManager, server }: WriteContext,
  kind: ExpectedKind = resource,
) {
  return {
    type: fieldTypeOf(kind.schema, kind.registry),
    manager: fieldManager,
    apiVersion: formatApiVersion(kind),
    subresource,
    now: server.clock.now(),
    ...(subresource === '' && resource.subresources.status !== undefined ? { ignored: statusFields } : {}),
  };
}

/** What a write of the resource itself does not set, where there is a subresource for it. */
const statusFields: FieldSet = { 'f:status': leaf };
