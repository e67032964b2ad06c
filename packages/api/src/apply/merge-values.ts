import { isJsonObject, type JsonObject, setField } from '../values/json.js';
import { childType, isAssociative } from './compare.js';
import type { FieldType } from './field-type.js';
import { type AssociativeList, indexElements } from './path-element.js';

/** `live` with what `applied` states; objects and lists merge as `type` says. Neither is changed, both are shared. */
export function mergeValues(live: JsonObject, applied: JsonObject, type: FieldType): JsonObject {
  const merged: JsonObject = { ...live };
  for (const key of Object.keys(applied)) {
    const value = applied[key];
    if (value === undefined) continue;
    const before = Object.hasOwn(live, key) ? live[key] : undefined;
    setField(merged, key, mergeValue(before, value, childType(type, key)));
  }
  return merged;
}

function mergeValue(live: unknown, applied: unknown, type: FieldType): unknown {
  if (isJsonObject(live) && isJsonObject(applied) && type.kind !== 'leaf') return mergeValues(live, applied, type);
  if (Array.isArray(live) && Array.isArray(applied) && isAssociative(type)) return mergeLists(live, applied, type);
  return applied;
}

/**
 * Applied elements keep the order in which they were applied; the live object's own keep their places among them as far
 * as that leaves any.
 */
function mergeLists(live: readonly unknown[], applied: readonly unknown[], type: AssociativeList): unknown[] {
  const known = indexElements(live, type);
  const stated = indexElements(applied, type);
  const order = [...stated.keys()];
  const shared = order.filter((key) => known.has(key));
  const merged: unknown[] = [];
  const take = (key: string) => merged.push(mergeElement(known.get(key), stated.get(key), type));
  const taken = new Set<string>();
  let next = 0;
  let firstShared = 0;
  for (const key of known.keys()) {
    if (!stated.has(key)) {
      merged.push(known.get(key));
      continue;
    }
    if (taken.has(key) || key !== shared[firstShared]) continue;
    while (next < order.length) {
      const appliedKey = order[next++] as string;
      take(appliedKey);
      taken.add(appliedKey);
      if (appliedKey === shared[firstShared]) firstShared++;
      if (appliedKey === key) break;
    }
  }
  for (const key of order.slice(next)) take(key);
  return merged;
}

function mergeElement(live: unknown, applied: unknown, type: AssociativeList): unknown {
  return type.kind === 'keyed' ? mergeValue(live, applied, type.element) : applied;
}
