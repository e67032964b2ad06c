import { formatTime } from '../clock.js';
import type { ManagedFieldsEntry } from '../generated/types.js';
import type { KubernetesObject } from '../kubernetes-object.js';
import type { JsonObject } from '../values/json.js';
import { capManagers } from './cap-managers.js';
import { compareObjects } from './compare.js';
import { difference, type FieldSet, isEmptySet, union } from './field-set.js';
import type { FieldType } from './field-type.js';
import { decodeManagers, encodingManagers, type Manager, type Managers, managerKey, withFields } from './managers.js';
import { ownable, releasingFields } from './ownership.js';
import { ListKeyError } from './path-element.js';
import { runSteps, type Steps } from './steps.js';

/** Who writes, and how the object's fields are owned. */
export interface WriteContext {
  type: FieldType;
  /** The field manager: the request's `fieldManager`, or what the user agent says before its first slash. */
  manager: string;
  apiVersion: string;
  subresource?: string;
  /** Milliseconds. */
  now: number;
  /** Fields that the endpoint resets, and whose changes are nobody's: `status` where there is a status subresource. */
  ignored?: FieldSet;
}

/**
 * The `managedFields` of an object that `manager` has created (no `live`) or updated: it owns what it changed, others
 * lose it. Times change only with the fields. A client may reset them with `[{}]`, or write its own.
 */
export function updateManagedFields(
  live: KubernetesObject | undefined,
  object: KubernetesObject,
  context: WriteContext,
): ManagedFieldsEntry[] | undefined {
  return runSteps(updatingManagedFields(live, object, context));
}

/** {@link updateManagedFields}, in steps. */
export function* updatingManagedFields(
  live: KubernetesObject | undefined,
  object: KubernetesObject,
  context: WriteContext,
): Steps<ManagedFieldsEntry[] | undefined> {
  const before = live?.metadata.managedFields;
  const requested = object.metadata.managedFields;
  if (live !== undefined && (context.subresource ?? '') === '' && isReset(requested)) return undefined;
  const managers = requestedManagers(requested, before, context);
  if (live !== undefined && managers.size === 0) return undefined;
  try {
    const updated = yield* recordingUpdate(live, object, { ...context, managers });
    yield;
    return yield* encodingManagers(updated === managers ? managers : capManagers(updated));
  } catch (error) {
    if (error instanceof ListKeyError) return yield* encodingManagers(managers);
    throw error;
  }
}

/** The managers after an update. The request's own earlier entry loses what was removed, and gains what was changed. */
export function* recordingUpdate(
  live: KubernetesObject | undefined,
  object: KubernetesObject,
  { managers, type, now, ignored, ...writer }: WriteContext & { managers: Managers },
): Steps<Managers> {
  const comparison = compareObjects(withoutManagedFields(live), withoutManagedFields(object), type);
  yield;
  const changed = {
    added: ownable(comparison.added, ignored),
    modified: ownable(comparison.modified, ignored),
    removed: comparison.removed,
  };
  const gained = union(changed.added, changed.modified);
  if (isEmptySet(gained)) return yield* releasingFields(managers, changed, '');
  const self: Manager = {
    name: writer.manager,
    operation: 'Update',
    apiVersion: writer.apiVersion,
    subresource: writer.subresource ?? '',
    time: formatTime(now),
    fields: gained,
  };
  const key = managerKey(self);
  yield;
  const updated = new Map(yield* releasingFields(managers, changed, key));
  const earlier = managers.get(key);
  yield;
  // What it changed it would lose and gain back: of large objects, that is worth not doing.
  const kept = earlier === undefined ? {} : difference(earlier.fields, changed.removed);
  yield;
  updated.set(key, earlier === undefined ? self : withFields(earlier, union(kept, gained), self.time));
  return updated;
}

/** An object's fields without the record of their owners. */
export function withoutManagedFields(object: KubernetesObject | undefined): JsonObject {
  if (object === undefined) return {};
  if (object.metadata?.managedFields === undefined) return object as unknown as JsonObject;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** What the client sends counts where it is well-formed and not empty; a subresource cannot change it. */
function requestedManagers(
  requested: readonly ManagedFieldsEntry[] | undefined,
  before: readonly ManagedFieldsEntry[] | undefined,
  { subresource = '' }: WriteContext,
): Managers {
  const sent = subresource === '' ? decodeManagers(requested) : undefined;
  return sent !== undefined && sent.size > 0 ? sent : (decodeManagers(before) ?? new Map());
}

function isReset(requested: readonly ManagedFieldsEntry[] | undefined): boolean {
  const [only] = requested ?? [];
  return requested !== undefined && (requested.length === 0 || (requested.length === 1 && isEmptyEntry(only)));
}

function isEmptyEntry(entry: ManagedFieldsEntry | undefined): boolean {
  return entry !== undefined && Object.values(entry).every((value) => value === undefined || value === '');
}
