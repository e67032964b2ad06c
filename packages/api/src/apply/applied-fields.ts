import { isJsonObject, type JsonObject } from '../values/json.js';
import { childType, isAssociative } from './compare.js';
import { type FieldSet, isEmptySet, leaf, type MutableFieldSet, memberWith } from './field-set.js';
import type { FieldType } from './field-type.js';
import { type AssociativeList, pathElementOf } from './path-element.js';

/**
 * The fields that a configuration states: its leaves, the entries of its maps and the elements of its lists, but not the
 * objects that only hold others. `null` and the empty object are statements too.
 */
export function appliedFields(value: JsonObject, type: FieldType): FieldSet {
  return entryFields(value, type);
}

function entryFields(value: JsonObject, type: FieldType): FieldSet {
  const fields: MutableFieldSet = {};
  // In the order in which the set is written: to sort it later would be to build it twice.
  for (const key of Object.keys(value).sort()) {
    const child = value[key];
    if (child === undefined) continue;
    const isDeclared = type.kind === 'object' && type.field(key) !== undefined;
    const nested = valueFields(child, childType(type, key));
    if (isDeclared) {
      if (nested !== undefined) fields[`f:${key}`] = nested;
    } else fields[`f:${key}`] = nested === undefined ? leaf : memberWith(nested);
  }
  return fields;
}

/** Undefined where there is nothing inside to own: a list without elements, or an object that holds only such. */
function valueFields(value: unknown, type: FieldType): FieldSet | undefined {
  if (Array.isArray(value) && isAssociative(type)) {
    const fields: MutableFieldSet = {};
    for (const element of value) fields[pathElementOf(element, type)] = elementNode(element, type);
    return isEmptySet(fields) ? undefined : fields;
  }
  if (!isJsonObject(value) || type.kind === 'leaf' || isEmptyObject(value)) return leaf;
  const fields = entryFields(value, type);
  return isEmptySet(fields) ? undefined : fields;
}

function isEmptyObject(value: JsonObject): boolean {
  for (const _ in value) return false;
  return true;
}

function elementNode(element: unknown, type: AssociativeList): FieldSet {
  return memberWith((type.kind === 'keyed' ? valueFields(element, type.element) : undefined) ?? {});
}
