import { formatTime } from '../clock.js';
import { formatGvk, gvkOf } from '../discovery/group-version-kind.js';
import type { ManagedFieldsEntry } from '../generated/types.js';
import type { KubernetesObject, UnstructuredObject } from '../kubernetes-object.js';
import { badRequest, unclassifiedError } from '../status/status-errors.js';
import { deepClone } from '../values/deep-clone.js';
import type { JsonObject } from '../values/json.js';
import { appliedFields } from './applied-fields.js';
import { compareObjects } from './compare.js';
import { configurationErrors } from './configuration-errors.js';
import { conflictError } from './conflicts.js';
import { difference, type FieldSet, intersection, isEmptySet, setsEqual, union } from './field-set.js';
import type { FieldType } from './field-type.js';
import { fieldsToUpgrade, syncLastApplied } from './last-applied.js';
import { decodeManagers, encodingManagers, type Manager, type Managers, managerKey } from './managers.js';
import { joined } from './merge-configuration.js';
import { mergeValues } from './merge-values.js';
import { type Conflicts, findConflicts, ownable, releasingFields } from './ownership.js';
import { removeFields } from './remove-fields.js';
import { runSteps, type Steps } from './steps.js';
import { recordingUpdate, type WriteContext, withoutManagedFields } from './update-managed-fields.js';

/** Owns what an object had before anybody applied to it, if nothing was recorded. */
const beforeFirstApply = 'before-first-apply';

/** The outcome of a server-side apply; equal to the live object where it changed nothing. */
export interface Applied {
  object: UnstructuredObject;
  /** Whether anything but the record of owners differs from the live object. */
  changed: boolean;
}

/**
 * Server-side apply: merges `applied` into `live` (undefined: the object is created), removes what the manager applied
 * before and does not state any more, and records who owns what in `metadata.managedFields`.
 *
 * Neither object is changed, and the result shares nothing with them but the record of owners.
 *
 * Throws a 409 StatusError where others own fields that would change, unless `force` takes them over, and what
 * kube-apiserver answers where the configuration does not fit the schema.
 */
export function apply(
  live: KubernetesObject | undefined,
  applied: KubernetesObject,
  context: WriteContext & { force: boolean },
): Applied {
  return runSteps(applying(live, applied, context));
}

/** {@link apply}, in steps. */
export function* applying(
  live: KubernetesObject | undefined,
  applied: KubernetesObject,
  context: WriteContext & { force: boolean },
): Steps<Applied> {
  checkConfiguration(applied, context);
  yield;
  const { type, force } = context;
  const before = withoutManagedFields(live);
  const managers = yield* knownManagers(live, context);
  const self = applier(applied, context);
  const key = managerKey(self);
  const lastApplied = managers.get(key)?.fields ?? {};
  yield;
  managers.set(key, keepTime(self, managers.get(key)));
  yield;

  const configuration = applied as unknown as JsonObject;
  const merged = mergeValues(before, configuration, type);
  yield;
  const pruned = yield* prune(merged, { managers, lastApplied, type });
  yield;
  // What pruning emptied is gone, but may have been stated: `{}` and `[]` are stated as well.
  const object = pruned === merged ? merged : mergeValues(pruned, configuration, type);
  yield;
  const comparison = compareObjects(before, object, type);
  yield;
  if (!force) refuseConflicts(findConflicts(managers, comparison, key), managers, fieldsToUpgrade(live, context));

  const changed = ![comparison.added, comparison.modified, comparison.removed].every(isEmptySet);
  const owners = yield* releasingFields(managers, comparison, key);
  if (changed) owners.set(key, self);
  yield;
  const managedFields = yield* encodingManagers(owners);
  const own = deepClone(object);
  yield;
  const result = withManagedFields(own, managedFields);
  syncLastApplied(result, applied, context.manager);
  return { object: result, changed };
}

/** Throws Conflict for what others own, except for what `upgraded` may take over. */
function refuseConflicts(conflicts: Conflicts, managers: Managers, upgraded: FieldSet): void {
  const left: Conflicts = new Map();
  for (const [key, fields] of conflicts) {
    const rest = difference(fields, upgraded);
    if (!isEmptySet(rest)) left.set(key, rest);
  }
  if (left.size > 0) throw conflictError(left, managers);
}

function checkConfiguration(applied: KubernetesObject, { type }: WriteContext): void {
  if (applied.metadata?.managedFields !== undefined) throw badRequest('metadata.managedFields must be nil');
  const errors = configurationErrors(applied, type);
  if (errors.length === 0) return;
  const [namespace, name] = [applied.metadata?.namespace, applied.metadata?.name].map(textOf);
  const subject = `${namespace}/${name}; ${formatGvk(gvkOf(applied))}`;
  throw unclassifiedError(`failed to create typed patch object (${subject}): ${joined(errors)}`);
}

/** A configuration is as it was sent: its name may be anything. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** An object that nobody owns anything of was made before ownership was recorded: its fields are kept apart. */
function* knownManagers(live: KubernetesObject | undefined, context: WriteContext): Steps<Managers> {
  const managers = new Map(decodeManagers(live?.metadata.managedFields) ?? []);
  if (live === undefined || managers.size > 0) return managers;
  const owner = { ...context, subresource: '', manager: beforeFirstApply };
  return new Map(yield* recordingUpdate(undefined, live, { ...owner, managers }));
}

function applier(
  applied: KubernetesObject,
  { type, manager, apiVersion, subresource = '', now, ignored }: WriteContext,
) {
  const fields = ownable(appliedFields(applied as unknown as JsonObject, type), ignored);
  return {
    name: manager,
    operation: 'Apply',
    apiVersion,
    subresource,
    time: formatTime(now),
    fields,
  } satisfies Manager;
}

/** An apply that states the same again leaves its entry as it was. */
function keepTime(self: Manager, earlier: Manager | undefined): Manager {
  return earlier !== undefined && earlier.apiVersion === self.apiVersion && setsEqual(earlier.fields, self.fields)
    ? earlier
    : self;
}

/**
 * Removes what the manager applied last time and not this time, except what others own as well, and what only came to
 * stand below it.
 */
function* prune(
  merged: JsonObject,
  { managers, lastApplied, type }: { managers: Managers; lastApplied: FieldSet; type: FieldType },
): Steps<JsonObject> {
  if (isEmptySet(lastApplied)) return merged;
  let owned: FieldSet = {};
  for (const { fields } of managers.values()) {
    owned = union(owned, fields);
    yield;
  }
  if (isEmptySet(difference(lastApplied, owned))) return merged;
  yield;
  const mergedFields = appliedFields(merged, type);
  yield;
  const unstated = removeFields(merged, lastApplied, type);
  yield;
  const withoutLast = appliedFields(unstated, type);
  yield;
  const kept = union(withoutLast, owned);
  yield;
  const unowned = difference(mergedFields, kept);
  yield;
  const withOwned = removeFields(merged, unowned, type);
  yield;
  const left = appliedFields(withOwned, type);
  yield;
  const dropped = intersection(difference(mergedFields, left), lastApplied);
  yield;
  return removeFields(merged, dropped, type);
}

function withManagedFields(object: JsonObject, managedFields: ManagedFieldsEntry[] | undefined): UnstructuredObject {
  const result = { ...object } as unknown as UnstructuredObject;
  if (managedFields !== undefined) result.metadata = { ...result.metadata, managedFields };
  return result;
}
