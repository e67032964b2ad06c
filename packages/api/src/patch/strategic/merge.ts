import { deepEqual } from '../../values/deep-equal.js';
import { getField, isJsonObject, type JsonObject, setField } from '../../values/json.js';
import type { MergeSchema } from '../merge-schema.js';
import { PatchError } from '../patch-error.js';
import {
  asList,
  deleteFromListPrefix,
  elementTypeOf,
  fieldOfParallelList,
  patchDirective,
  retainKeysDirective,
  setElementOrderPrefix,
  strategyOf,
  unknownPatchType,
} from './directives.js';
import { mergeElements, mergeLists, removeValues, sortAsDirected } from './merge-lists.js';

/** How to merge: `target` tells a patch of a document, which carries directives out, from the sum of two patches. */
export interface MergeContext {
  schema: MergeSchema | undefined;
  target: 'document' | 'patch';
}

/** Merges `patch` into `original`, which it changes, and returns it. Neither may be used afterwards. */
export function mergeObjects(original: JsonObject, patch: JsonObject, context: MergeContext): JsonObject {
  if (Object.hasOwn(patch, patchDirective)) return carryOutDirective(patch);
  retainKeys(original, patch, context);
  mergeOrderedLists(original, patch, context);
  for (const [key, value] of Object.entries(patch)) mergeField(original, { key, value }, context);
  return original;
}

function carryOutDirective(patch: JsonObject): JsonObject {
  const { [patchDirective]: directive, ...rest } = patch;
  if (directive === 'replace') return rest;
  if (directive === 'delete') return {};
  throw unknownPatchType(directive, patch);
}

function mergeField(
  original: JsonObject,
  { key, value }: { key: string; value: unknown },
  context: MergeContext,
): void {
  if (key.startsWith(deleteFromListPrefix)) {
    if (context.target === 'patch') setField(original, key, value);
    else removeFromList(original, fieldOfParallelList(key, deleteFromListPrefix), value);
    return;
  }
  if (value === null) {
    if (context.target === 'document') delete original[key];
    else setField(original, key, null);
    return;
  }
  const before = getField(original, key);
  const schema = context.schema?.child(key);
  const fieldContext = { schema, target: context.target };
  if (isJsonObject(before) && isJsonObject(value)) {
    const replace = strategyOf(schema).strategy === 'replace';
    setField(original, key, replace ? value : mergeObjects(before, value, fieldContext));
  } else if (Array.isArray(before) && Array.isArray(value)) {
    const merge = strategyOf(schema).strategy === 'merge';
    setField(original, key, merge ? mergeLists(before, value, fieldContext) : value);
  } else {
    setField(original, key, context.target === 'document' ? withoutDirectives(value) : value);
  }
}

/** A parallel deletion list that meets no list has nothing to delete. */
function removeFromList(original: JsonObject, field: string, value: unknown): void {
  const before = getField(original, field);
  if (!Array.isArray(before) || !Array.isArray(value)) return;
  setField(original, field, removeValues(before, value));
}

/** `$retainKeys` lists every key that stays; what the patch sets has to be among them. */
function retainKeys(original: JsonObject, patch: JsonObject, { target }: MergeContext): void {
  if (!Object.hasOwn(patch, retainKeysDirective)) return;
  const keys = patch[retainKeysDirective];
  delete patch[retainKeysDirective];
  if (target === 'patch') {
    original[retainKeysDirective] = keys;
    return;
  }
  if (!Array.isArray(keys)) throw new PatchError('invalid patch format of retainKeys');
  const retained = new Set<unknown>(keys);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || key.startsWith(deleteFromListPrefix) || key.startsWith(setElementOrderPrefix)) continue;
    if (!retained.has(key)) throw new PatchError('invalid patch format of retainKeys');
  }
  for (const key of Object.keys(original)) if (!retained.has(key)) delete original[key];
}

/** Lists that come with a `$setElementOrder` are merged and put in that order; the rest of the patch then lacks them. */
function mergeOrderedLists(original: JsonObject, patch: JsonObject, context: MergeContext): void {
  for (const key of Object.keys(patch)) {
    if (!key.startsWith(setElementOrderPrefix)) continue;
    const order = asList(patch[key]);
    if (context.target === 'patch') keepElementOrder(original, key, order);
    delete patch[key];
    const field = fieldOfParallelList(key, setElementOrderPrefix);
    const schema = context.schema?.child(field);
    const before = Object.hasOwn(original, field) ? asList(original[field]) : undefined;
    const change = Object.hasOwn(patch, field) && patch[field] !== null ? asList(patch[field]) : undefined;
    const mergeKey = schema?.mergeKey ?? '';
    const merged = mergeElements(before, change, { schema, target: context.target, order, mergeKey });
    if (merged === undefined) continue;
    const objects = elementTypeOf(before ?? [], change ?? []) === 'object';
    setField(original, field, sortAsDirected(merged, { order, before: before ?? [], by: { mergeKey, objects } }));
    delete patch[field];
  }
}

function keepElementOrder(original: JsonObject, key: string, order: unknown[]): void {
  const known = getField(original, key);
  if (known !== undefined && !deepEqual(known, order)) {
    throw new PatchError('invalid patch format of setElementOrder list');
  }
  setField(original, key, order);
}

/** What a patch adds as a whole has nothing to merge with: its directives and nulls are not part of the document. */
export function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.filter((element) => !isJsonObject(element) || !isDirectiveOnly(element)).map(withoutDirectives);
  }
  if (!isJsonObject(value)) return value;
  const result: JsonObject = {};
  for (const [key, field] of Object.entries(value)) {
    const directive =
      key === patchDirective ||
      key === retainKeysDirective ||
      key.startsWith(deleteFromListPrefix) ||
      key.startsWith(setElementOrderPrefix);
    if (!directive && field !== null) setField(result, key, withoutDirectives(field));
  }
  return result;
}

/** An element that deletes another, or only says how its list is to be merged. */
function isDirectiveOnly(element: JsonObject): boolean {
  return (
    element[patchDirective] === 'delete' ||
    (Object.hasOwn(element, patchDirective) && Object.keys(element).length === 1)
  );
}
