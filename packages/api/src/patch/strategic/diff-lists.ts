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
  const changes: unknown[] = [];
  const removals: unknown[] = [];
  for (const { before, after, key } of pairsOf(original, modified, mergeKey)) {
    if (after === undefined) {
      if (!options.ignoreDeletions) removals.push(deletion(mergeKey, key));
    } else if (before === undefined) {
      if (!options.ignoreChangesAndAdditions) changes.push(after);
    } else {
      const patch = diffObjects(before, after, { schema: schema?.items, options, retainKeys });
      if (Object.keys(patch).length > 0) changes.push({ ...patch, [mergeKey]: key });
    }
  }
  const patchList = [...sortElements(changes, modified, { mergeKey, objects: true }), ...removals];
  const keysOf = (list: readonly unknown[]) => list.map((element) => mergeKeyValue(element, mergeKey));
  const sameOrder = deepEqual(keysOf(original), keysOf(modified));
  const ordered =
    options.setElementOrder === true &&
    ((!options.ignoreChangesAndAdditions && (patchList.length > 0 || !sameOrder)) ||
      (!options.ignoreDeletions && patchList.length > 0));
  const order = ordered ? keysOf(modified).map((key) => ({ [mergeKey]: key })) : [];
  return { changes: patchList, deletions: [], order };
}

/** An element before and after, of which one may be missing. */
interface Pair {
  key: unknown;
  before: JsonObject | undefined;
  after: JsonObject | undefined;
}

/**
 * Pairs the elements of two lists by their merge keys, in the order of the keys. Where a key comes several times, which
 * some lists allow (environment variables, ports of several protocols), the first is paired with the first and so on,
 * counted from the end: upstream sorts both lists by a comparison that turns equal elements round.
 */
function* pairsOf(original: readonly unknown[], modified: readonly unknown[], mergeKey: string): Generator<Pair> {
  const left = sortedByKey(original, mergeKey);
  const right = sortedByKey(modified, mergeKey);
  for (let l = 0, r = 0; l < left.length || r < right.length; ) {
    const [before, after] = [left[l], right[r]];
    const isBefore = before !== undefined && (after === undefined || before.text <= after.text);
    const isAfter = after !== undefined && (before === undefined || after.text <= before.text);
    const key = (isAfter ? after : before)?.key;
    yield { key, before: isBefore ? before.element : undefined, after: isAfter ? after.element : undefined };
    if (isBefore) l++;
    if (isAfter) r++;
  }
}

function sortedByKey(
  list: readonly unknown[],
  mergeKey: string,
): { key: unknown; text: string; element: JsonObject }[] {
  return list
    .map((element) => {
      const key = mergeKeyValue(element, mergeKey);
      return { key, text: formatValue(key), element: element as JsonObject };
    })
    .reverse()
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
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
