import {
  type FieldSet,
  fieldTypeOf,
  formatApiVersion,
  type KubernetesObject,
  leaf,
  type Steps,
  updatingManagedFields,
} from '@sampan/api';
import type { ExpectedKind } from '../body/expected-kind.js';
import { fromWorking } from '../objects/convert-object.js';
import { inSteps } from './breathe.js';
import type { WriteContext } from './write-context.js';

/**
 * Records which manager set which fields of `object` (`metadata.managedFields`), by the names that they have in the
 * version of the request; `old` is absent for a create. Both are of the version that is worked on, the larger one of so many bytes.
 */
export function trackFields(
  context: WriteContext,
  { old, object, bytes }: { old: KubernetesObject | undefined; object: KubernetesObject; bytes: number },
): void | Promise<void> {
  return context.fieldManager === '' ? undefined : inSteps(bytes, trackingFields(context, old, object));
}

function* trackingFields(
  context: WriteContext,
  old: KubernetesObject | undefined,
  object: KubernetesObject,
): Steps<void> {
  const { resource } = context;
  const [before, after] = [old && fromWorking(resource, old), fromWorking(resource, object)];
  const managedFields = yield* updatingManagedFields(before, after, ownershipContext(context));
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
