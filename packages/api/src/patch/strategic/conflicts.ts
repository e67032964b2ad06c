import { deepEqual } from '../../values/deep-equal.js';
import { isJsonObject, type JsonObject } from '../../values/json.js';
import type { MergeSchema } from '../merge-schema.js';
import { mergeKeyValue, patchDirective, retainKeysDirective, strategyOf } from './directives.js';

/** Whether two patches of the same document change the same field differently. */
export function haveConflicts(left: unknown, right: unknown, schema: MergeSchema | undefined): boolean {
  if (isJsonObject(left)) return !isJsonObject(right) || objectsConflict(left, right, schema);
  if (Array.isArray(left)) return !Array.isArray(right) || listsConflict(left, right, schema);
  return !deepEqual(left, right);
}

function objectsConflict(left: JsonObject, right: JsonObject, schema: MergeSchema | undefined): boolean {
  if (left[patchDirective] !== right[patchDirective]) return true;
  if (strategyOf(schema).strategy === 'replace') return false;
  return Object.keys(left).some(
    (key) =>
      key !== patchDirective &&
      key !== retainKeysDirective &&
      Object.hasOwn(right, key) &&
      haveConflicts(left[key], right[key], schema?.child(key)),
  );
}

/** Merged lists of scalars never conflict; of merged lists of objects only elements with the same key may. */
function listsConflict(left: unknown[], right: unknown[], schema: MergeSchema | undefined): boolean {
  if (strategyOf(schema).strategy === 'merge') {
    if (!left.every(isJsonObject) || !right.every(isJsonObject)) return false;
    const mergeKey = schema?.mergeKey ?? '';
    const others = new Map(right.map((element) => [mergeKeyValue(element, mergeKey), element]));
    return left.some((element) => {
      const other = others.get(mergeKeyValue(element, mergeKey));
      return other !== undefined && haveConflicts(element, other, schema?.items);
    });
  }
  if (left.length !== right.length) return true;
  if (left.every(isJsonObject))
    return left.some((element, index) => haveConflicts(element, right[index], schema?.items));
  return !deepEqual([...left].sort(), [...right].sort());
}
