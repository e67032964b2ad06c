import { deepClone } from '../values/deep-clone.js';
import { deepEqual } from '../values/deep-equal.js';
import { getField, isJsonObject, type JsonObject, setField } from '../values/json.js';

/**
 * Applies a JSON merge patch (RFC 7396): null removes a field, objects merge, everything else replaces. The result
 * shares nothing with the document or the patch.
 */
export function jsonMergePatch(document: unknown, patch: unknown): unknown {
  return jsonMergeInto(deepClone(document), patch);
}

/** {@link jsonMergePatch} into a document that nobody needs any longer: it is changed. */
export function jsonMergeInto(document: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return deepClone(patch);
  const result: JsonObject = isJsonObject(document) ? document : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else setField(result, key, jsonMergeInto(getField(result, key), value));
  }
  return result;
}

/** The JSON merge patch that turns `from` into `to`. */
export function createJsonMergePatch(from: JsonObject, to: JsonObject): JsonObject {
  const patch: JsonObject = {};
  for (const [key, value] of Object.entries(to)) {
    const before = getField(from, key);
    if (isJsonObject(before) && isJsonObject(value)) {
      const nested = createJsonMergePatch(before, value);
      if (Object.keys(nested).length > 0) setField(patch, key, nested);
    } else if (!Object.hasOwn(from, key) || !deepEqual(before, value)) {
      setField(patch, key, deepClone(value));
    }
  }
  for (const key of Object.keys(from)) if (!Object.hasOwn(to, key)) setField(patch, key, null);
  return patch;
}

/**
 * The patch that `kubectl apply` sends where it knows no schema: what `modified` adds to or changes in `current`, and
 * what it drops since `original`.
 */
export function threeWayJsonMergePatch(original: JsonObject, modified: JsonObject, current: JsonObject): JsonObject {
  const additions = keepOrDropNulls(createJsonMergePatch(current, modified), 'additions') ?? {};
  const deletions = keepOrDropNulls(createJsonMergePatch(original, modified), 'deletions') ?? {};
  return combinePatches(deletions, additions);
}

/** Only the additions, or only the deletions (nulls), of a patch; undefined where nothing is left. */
function keepOrDropNulls(patch: JsonObject, keep: 'additions' | 'deletions'): JsonObject | undefined {
  const kept: JsonObject = {};
  for (const [key, value] of Object.entries(patch)) {
    if (isJsonObject(value)) {
      const nested = keepOrDropNulls(value, keep);
      if (nested !== undefined) setField(kept, key, nested);
      else if (keep === 'additions' && Object.keys(value).length === 0) setField(kept, key, {});
    } else if ((value === null) === (keep === 'deletions')) {
      setField(kept, key, value);
    }
  }
  return Object.keys(kept).length === 0 ? undefined : kept;
}

/** One patch that does what both do; nulls stay. */
function combinePatches(first: JsonObject, second: JsonObject): JsonObject {
  const combined: JsonObject = { ...first };
  for (const [key, value] of Object.entries(second)) {
    const before = getField(combined, key);
    setField(combined, key, isJsonObject(before) && isJsonObject(value) ? combinePatches(before, value) : value);
  }
  return combined;
}
