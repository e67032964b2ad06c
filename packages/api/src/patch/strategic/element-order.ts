import { isJsonObject } from '../../values/json.js';
import { mergeKeyValue, patchDirective } from './directives.js';

/** Orders elements by their merge key; scalars, which have none, by themselves. */
export interface ElementOrder {
  mergeKey: string;
  objects: boolean;
}

/**
 * The order of a merged list: the patch's elements in the order that it asks for, the server's own elements in theirs,
 * and both interleaved as they were on the server where that says anything.
 */
export function mergeInOrder(
  merged: readonly unknown[],
  {
    patchOrder,
    serverOrder,
    by,
  }: { patchOrder: readonly unknown[]; serverOrder: readonly unknown[]; by: ElementOrder },
): unknown[] {
  const inPatch = positions(patchOrder, by);
  const onServer = positions(serverOrder, by);
  const patchElements = merged.filter((element) => inPatch.has(identity(element, by)));
  const serverElements = merged.filter((element) => !inPatch.has(identity(element, by)));
  return interleave(sortBy(serverElements, onServer, by), sortBy(patchElements, inPatch, by), (element) =>
    onServer.get(identity(element, by)),
  );
}

/** `elements` in the order of `order`; those that are to be deleted come last. */
export function sortElements(elements: readonly unknown[], order: readonly unknown[], by: ElementOrder): unknown[] {
  return sortBy(elements, positions(order, by), by);
}

/** What tells an element of a merged list from the others. */
export function identity(element: unknown, { mergeKey, objects }: ElementOrder): unknown {
  return objects ? mergeKeyValue(element, mergeKey) : element;
}

function positions(order: readonly unknown[], by: ElementOrder): Map<unknown, number> {
  const found = new Map<unknown, number>();
  order.forEach((element, index) => {
    const key = identity(element, by);
    if (!found.has(key)) found.set(key, index);
  });
  return found;
}

function sortBy(elements: readonly unknown[], order: Map<unknown, number>, by: ElementOrder): unknown[] {
  const kept = elements.filter((element) => !isDeletion(element));
  const position = (element: unknown): number => order.get(identity(element, by)) ?? -1;
  kept.sort((a, b) => {
    const [first, second] = [position(a), position(b)];
    return first >= 0 && second >= 0 ? first - second : 0;
  });
  return [...kept, ...elements.filter(isDeletion)];
}

/** Both lists keep their own order; an element of `left` comes first only where the server had it first. */
function interleave(
  left: readonly unknown[],
  right: readonly unknown[],
  serverPosition: (element: unknown) => number | undefined,
): unknown[] {
  const result: unknown[] = [];
  let taken = 0;
  for (const element of right) {
    const bound = serverPosition(element);
    while (taken < left.length) {
      const position = serverPosition(left[taken]);
      if (bound === undefined || position === undefined || position >= bound) break;
      result.push(left[taken++]);
    }
    result.push(element);
  }
  return [...result, ...left.slice(taken)];
}

function isDeletion(element: unknown): boolean {
  return isJsonObject(element) && element[patchDirective] === 'delete';
}
