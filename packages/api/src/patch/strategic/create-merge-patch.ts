import { deepClone } from '../../values/deep-clone.js';
import type { JsonObject } from '../../values/json.js';
import type { MergeSchema } from '../merge-schema.js';
import { PatchError } from '../patch-error.js';
import { haveConflicts } from './conflicts.js';
import { diffObjects } from './diff.js';
import { mergeObjects } from './merge.js';

/** The strategic merge patch that turns `from` into `to`. */
export function createTwoWayMergePatch(from: JsonObject, to: JsonObject, schema: MergeSchema): JsonObject {
  return deepClone(diffObjects(from, to, { schema, options: { setElementOrder: true } }));
}

/**
 * The patch that `kubectl apply` sends: what `modified` (the manifest) adds to or changes in `current` (the live object),
 * and what it drops since `original` (the manifest that was applied last). With `overwrite: false` it throws a
 * {@link PatchError} where somebody else has changed the same fields since.
 */
export function threeWayStrategicMergePatch(
  { original, modified, current }: { original: JsonObject; modified: JsonObject; current: JsonObject },
  schema: MergeSchema,
  { overwrite = true }: { overwrite?: boolean } = {},
): JsonObject {
  const delta = diffObjects(current, modified, { schema, options: { ignoreDeletions: true, setElementOrder: true } });
  const deletions = diffObjects(original, modified, {
    schema,
    options: { ignoreChangesAndAdditions: true, setElementOrder: true },
  });
  const patch = mergeObjects(deepClone(deletions), deepClone(delta), { schema, target: 'patch' });
  if (!overwrite) {
    const changed = diffObjects(original, current, { schema, options: {} });
    if (haveConflicts(patch, changed, schema)) {
      throw new PatchError(
        `patch:\n${JSON.stringify(patch)}\nconflicts with changes made from original to current:\n${JSON.stringify(changed)}\n`,
      );
    }
  }
  return patch;
}
