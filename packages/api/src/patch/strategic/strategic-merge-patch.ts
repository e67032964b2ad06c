import { deepClone } from '../../values/deep-clone.js';
import type { JsonObject } from '../../values/json.js';
import type { MergeSchema } from '../merge-schema.js';
import { mergeObjects } from './merge.js';

/**
 * Applies a strategic merge patch: objects merge, lists merge where the schema says so and are replaced elsewhere, null
 * removes. Throws a {@link PatchError} in the words of apimachinery's `strategicpatch`.
 */
export function strategicMergePatch(document: JsonObject, patch: JsonObject, schema: MergeSchema): JsonObject {
  return strategicMergeInto(deepClone(document), patch, schema);
}

/** {@link strategicMergePatch} into a document that nobody needs any longer: it is changed, also where the patch does not apply. */
export function strategicMergeInto(document: JsonObject, patch: JsonObject, schema: MergeSchema): JsonObject {
  return mergeObjects(document, deepClone(patch), { schema, target: 'document' });
}
