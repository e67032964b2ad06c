import { formatValue } from '../../text/format-value.js';
import type { JsonObject } from '../../values/json.js';
import { isJsonObject } from '../../values/json.js';
import { PatchError } from '../patch-error.js';
import {
  elementTypeOf,
  mergeKeyValue,
  patchDirective,
  setElementOrderPrefix,
  strategyOf,
  unknownPatchType,
} from './directives.js';
import { type ElementOrder, identity, mergeInOrder } from './element-order.js';
import { type MergeContext, mergeObjects, withoutDirectives } from './merge.js';

/** Merges two lists element by element, the patch's order before the server's. */
export function mergeLists(original: unknown[], patch: unknown[], context: MergeContext): unknown[] {
  if (original.length === 0 && patch.length === 0) return original;
  if (elementTypeOf(original, patch) !== 'object') {
    const merged = [...new Set([...original, ...patch])];
    const by = { mergeKey: '', objects: false };
    return mergeInOrder(merged, { patchOrder: patch, serverOrder: original, by });
  }
  const mergeKey = context.schema?.mergeKey ?? '';
  if (mergeKey === '') throw new PatchError('cannot merge lists without merge key for type struct');
  const by = { mergeKey, objects: true };
  const { elements, changes } = carryOutElementDirectives(original, patch, mergeKey);
  const merged = mergeMatching(elements, changes, { ...context, by });
  return mergeInOrder(merged, { patchOrder: changes, serverOrder: elements, by });
}

/** The merge of a list that comes with an element order; undefined where neither side has the list. */
export function mergeElements(
  before: unknown[] | undefined,
  change: unknown[] | undefined,
  context: MergeContext & { order: readonly unknown[]; mergeKey: string },
): unknown[] | undefined {
  if (change !== undefined) checkAgainstOrder(change, context.order, context.mergeKey);
  if (change === undefined) return before;
  if (before === undefined) return context.target === 'document' ? (withoutDirectives(change) as unknown[]) : change;
  return strategyOf(context.schema).strategy === 'merge' ? mergeLists(before, change, context) : change;
}

/**
 * Elements that the order names come in that order, the server's others keep their places between them. Elements that
 * are added where others are deleted count as having been in those places.
 */
export function sortAsDirected(
  merged: unknown[],
  { order, before, by }: { order: readonly unknown[]; before: readonly unknown[]; by: ElementOrder },
): unknown[] {
  const keys = new Set(merged.map((element) => identity(element, by)));
  const known = new Set(before.map((element) => identity(element, by)));
  const remaining = before.filter((element) => keys.has(identity(element, by)));
  const added = merged.filter((element) => !known.has(identity(element, by)));
  const serverOrder = [...remaining, ...added].slice(0, before.length);
  return mergeInOrder(merged, { patchOrder: order, serverOrder, by });
}

/** What is left of a list of scalars without `values`. */
export function removeValues(list: readonly unknown[], values: readonly unknown[]): unknown[] {
  const removed = new Set(values);
  return list.filter((value) => !removed.has(value));
}

/** Every element of the patch has to be in the order, and in the same sequence. */
function checkAgainstOrder(patch: readonly unknown[], order: readonly unknown[], mergeKey: string): void {
  if (patch.length === 0 || order.length === 0) return;
  const by = { mergeKey, objects: mergeKey !== '' };
  const elements = patch.filter((element) => !isJsonObject(element) || !Object.hasOwn(element, patchDirective));
  let matched = 0;
  for (const element of order) {
    if (matched < elements.length && identity(elements[matched], by) === identity(element, by)) matched++;
  }
  if (matched === elements.length) return;
  throw new PatchError(
    `The order in patch list:\n${formatValue(patch)}\n doesn't match ${setElementOrderPrefix} list:\n${formatValue(order)}\n`,
  );
}

/** Carries out `$patch` elements: `delete` removes its match, `replace` drops all that was there. */
function carryOutElementDirectives(
  original: unknown[],
  patch: readonly unknown[],
  mergeKey: string,
): { elements: unknown[]; changes: unknown[] } {
  const changes: unknown[] = [];
  const deleted = new Set<unknown>();
  let replace = false;
  for (const change of patch as JsonObject[]) {
    if (!Object.hasOwn(change, patchDirective)) {
      changes.push(change);
      continue;
    }
    const directive = change[patchDirective];
    if (directive === 'delete') {
      deleted.add(mergeKeyValue(change, mergeKey));
    } else if (directive === 'replace') {
      replace = true;
    } else if (directive === 'merge') {
      throw new PatchError('merging lists cannot yet be specified in the patch');
    } else {
      throw unknownPatchType(directive, change);
    }
  }
  if (replace) return { elements: changes, changes: [] };
  if (deleted.size === 0) return { elements: original, changes };
  return { elements: original.filter((element) => !deleted.has((element as JsonObject)[mergeKey])), changes };
}

/** Merges every change with the element of the same merge key; those without a match are appended. */
function mergeMatching(
  elements: readonly unknown[],
  changes: readonly unknown[],
  { schema, target, by }: MergeContext & { by: ElementOrder },
): unknown[] {
  const merged = [...elements] as JsonObject[];
  const places = new Map<unknown, number>();
  // A list may have several elements of one key: a change is about the first.
  merged.forEach((element, index) => {
    if (!places.has(element[by.mergeKey])) places.set(element[by.mergeKey], index);
  });
  for (const change of changes as JsonObject[]) {
    const key = mergeKeyValue(change, by.mergeKey);
    const place = places.get(key);
    const element = place === undefined ? undefined : merged[place];
    if (place !== undefined && element !== undefined) {
      merged[place] = mergeObjects(element, change, { schema: schema?.items, target });
    } else {
      places.set(key, merged.length);
      merged.push(target === 'document' ? (withoutDirectives(change) as JsonObject) : change);
    }
  }
  return merged;
}
