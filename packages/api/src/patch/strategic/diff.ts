import { deepEqual } from '../../values/deep-equal.js';
import { getField, isJsonObject, type JsonObject, setField } from '../../values/json.js';
import type { MergeSchema } from '../merge-schema.js';
import { diffLists } from './diff-lists.js';
import {
  deleteFromListPrefix,
  patchDirective,
  retainKeysDirective,
  setElementOrderPrefix,
  strategyOf,
} from './directives.js';

/** Which differences to look for, and whether to say how the elements of changed lists are ordered. */
export interface DiffOptions {
  ignoreChangesAndAdditions?: boolean;
  ignoreDeletions?: boolean;
  setElementOrder?: boolean;
}

/** The strategic merge patch that turns `original` into `modified`. */
export function diffObjects(
  original: JsonObject,
  modified: JsonObject,
  context: { schema: MergeSchema | undefined; options: DiffOptions; retainKeys?: boolean },
): JsonObject {
  const { schema, options } = context;
  const patch: JsonObject = {};
  for (const [key, after] of Object.entries(modified)) {
    const before = getField(original, key);
    const child = schema?.child(key);
    if (before !== undefined && isJsonObject(before) && isJsonObject(after)) {
      diffObjectField(patch, { key, before, after }, { schema: child, options });
    } else if (Array.isArray(before) && Array.isArray(after) && strategyOf(child).strategy === 'merge') {
      diffListField(patch, { key, before, after }, { schema: child, options });
    } else if (!options.ignoreChangesAndAdditions && !(Object.hasOwn(original, key) && deepEqual(before, after))) {
      setField(patch, key, after);
    }
  }
  const dropped = Object.keys(original).filter((key) => !Object.hasOwn(modified, key));
  if (!options.ignoreDeletions) for (const key of dropped) setField(patch, key, null);
  if (context.retainKeys) {
    const kept = Object.keys(modified).filter((key) => modified[key] !== null);
    const changed = Object.keys(patch).length > 0 || dropped.some((key) => original[key] !== null);
    if (kept.length > 0 && changed) patch[retainKeysDirective] = kept.sort();
  }
  return patch;
}

interface DiffContext {
  schema: MergeSchema | undefined;
  options: DiffOptions;
}

function diffObjectField(
  patch: JsonObject,
  { key, before, after }: { key: string; before: JsonObject; after: JsonObject },
  { schema, options }: DiffContext,
): void {
  const { retainKeys, strategy } = strategyOf(schema);
  if (strategy === 'replace') {
    if (!options.ignoreChangesAndAdditions && !deepEqual(before, after)) setField(patch, key, after);
    return;
  }
  const nested = diffObjects(before, after, { schema, options, retainKeys });
  if (Object.keys(nested).length > 0) setField(patch, key, nested);
}

function diffListField(
  patch: JsonObject,
  { key, before, after }: { key: string; before: unknown[]; after: unknown[] },
  { schema, options }: DiffContext,
): void {
  const { changes, deletions, order } = diffLists(before, after, { schema, options });
  if (changes.length > 0) setField(patch, key, changes);
  if (deletions.length > 0) patch[`${deleteFromListPrefix}/${key}`] = deletions;
  if (order.length > 0) patch[`${setElementOrderPrefix}/${key}`] = order;
}

/** An element that deletes the one with this merge key. */
export function deletion(mergeKey: string, value: unknown): JsonObject {
  return { [patchDirective]: 'delete', [mergeKey]: value };
}
