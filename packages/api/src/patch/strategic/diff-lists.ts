import { formatValue } from '../../text/format-value.js';
import { deepEqual } from '../../values/deep-equal.js';
import type { JsonObject } from '../../values/json.js';
import type { MergeSchema } from '../merge-schema.js';
import { type DiffOptions, deletion, diffObjects } from './diff.js';
import { elementTypeOf, mergeKeyValue, strategyOf } from './directives.js';
import { sortElements } from './element-order.js';

interface ListDiff {
  /** Elements to add or merge; those that delete others come last. */
  changes: unknown[];
  /** Scalars to take out. */
  deletions: unknown[];
  /** The order of the elements, where it has to be said. */
  order: unknown[];
}

/** The patch of a merged list. */
export function diffLists(
  original: readonly unknown[],
  modified: readonly unknown[],
  context: { schema: MergeSchema | undefined; options: DiffOptions },
): ListDiff {
  if (original.length === 0) {
    const changes = context.options.ignoreChangesAndAdditions ? [] : [...modified];
    return { changes, deletions: [], order: [] };
  }
  return elementTypeOf(original, modified) === 'object'
    ? diffListsOfObjects(original, modified, context)
    : diffListsOfScalars(original, modified, context.options);
}

function diffListsOfObjects(
  original: readonly unknown[],
  modified: readonly unknown[],
  { schema, options }: { schema: MergeSchema | undefined; options: DiffOptions },
): ListDiff {
  const mergeKey = schema?.mergeKey ?? '';
  const { retainKeys } = strategyOf(schema);
  const before = new Map(original.map((element) => [mergeKeyValue(element, mergeKey), element as JsonObject]));
  const after = new Map(modified.map((element) => [mergeKeyValue(element, mergeKey), element as JsonObject]));
  const changes: unknown[] = [];
  for (const [key, element] of after) {
    const known = before.get(key);
    if (known === undefined) {
      if (!options.ignoreChangesAndAdditions) changes.push(element);
      continue;
    }
    const patch = diffObjects(known, element, { schema: schema?.items, options, retainKeys });
    if (Object.keys(patch).length > 0) changes.push({ ...patch, [mergeKey]: key });
  }
  const removed = options.ignoreDeletions ? [] : [...before.keys()].filter((key) => !after.has(key)).sort(byText);
  const by = { mergeKey, objects: true };
  const patchList = [...sortElements(changes, modified, by), ...removed.map((key) => deletion(mergeKey, key))];
  const sameOrder = deepEqual([...before.keys()], [...after.keys()]);
  const ordered =
    options.setElementOrder === true &&
    ((!options.ignoreChangesAndAdditions && (patchList.length > 0 || !sameOrder)) ||
      (!options.ignoreDeletions && patchList.length > 0));
  const order = ordered ? [...after.keys()].map((key) => ({ [mergeKey]: key })) : [];
  return { changes: patchList, deletions: [], order };
}

/** Scalars are compared as multisets: one that comes twice in `modified` and once in `original` is added once. */
function diffListsOfScalars(
  original: readonly unknown[],
  modified: readonly unknown[],
  options: DiffOptions,
): ListDiff {
  const added = subtract(modified, original);
  const removed = [...new Set(subtract(original, modified))].sort(byText);
  const changes = options.ignoreChangesAndAdditions ? [] : added;
  const deletions = options.ignoreDeletions ? [] : removed;
  const ordered =
    options.setElementOrder === true &&
    (deletions.length > 0 || (!options.ignoreChangesAndAdditions && !deepEqual(original, modified)));
  return { changes, deletions, order: ordered ? [...modified] : [] };
}

function subtract(list: readonly unknown[], values: readonly unknown[]): unknown[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(formatValue(value), (counts.get(formatValue(value)) ?? 0) + 1);
  return list.filter((value) => {
    const count = counts.get(formatValue(value)) ?? 0;
    counts.set(formatValue(value), count - 1);
    return count <= 0;
  });
}

function byText(a: unknown, b: unknown): number {
  const [first, second] = [formatValue(a), formatValue(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}
