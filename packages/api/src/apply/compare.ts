import { deepEqual } from '../values/deep-equal.js';
import { isJsonObject, type JsonObject } from '../values/json.js';
import { type FieldSet, leaf, type MutableFieldSet, openMember } from './field-set.js';
import { type FieldType, leafType, unknownType } from './field-type.js';
import { type AssociativeList, indexElements, pathElementOf } from './path-element.js';

/** The fields in which two versions of an object differ. */
export interface Comparison {
  added: FieldSet;
  modified: FieldSet;
  removed: FieldSet;
}

/**
 * Fields that are never absent from Kubernetes' own objects, only empty, since they are no pointers there: what is first
 * set inside of them does not make their author the owner of the field itself.
 */
const alwaysPresent = new Set([
  'containers',
  'jobTemplate',
  'loadBalancer',
  'metadata',
  'spec',
  'status',
  'strategy',
  'template',
  'updateStrategy',
]);

const noFields: FieldSet = {};
const noDifference: Comparison = { added: noFields, modified: noFields, removed: noFields };

/** Compares two versions of an object, field by field as `type` says. */
export function compareObjects(before: JsonObject, after: JsonObject, type: FieldType): Comparison {
  return compareEntries(before, after, type);
}

/** The fields of a value that is added or removed as a whole: also those that have others inside. */
export function fieldsOf(value: unknown, type: FieldType): FieldSet {
  if (Array.isArray(value)) return isAssociative(type) && value.length > 0 ? elementFields(value, type) : leaf;
  if (!isJsonObject(value) || type.kind === 'leaf') return leaf;
  const keys = Object.keys(value);
  if (keys.length === 0) return leaf;
  const fields = openMember();
  for (const key of keys.sort()) {
    const field = type.kind === 'object' ? type.field(key) : undefined;
    fields[field?.element ?? `f:${key}`] = fieldsOf(value[key], field?.type ?? childType(type, key));
  }
  return fields;
}

/** The type of a field; what the schema does not know is treated as plain JSON. */
export function childType(type: FieldType, key: string): FieldType {
  if (type.kind === 'object') return type.field(key)?.type ?? unknownType;
  return type.kind === 'map' ? type.element : unknownType;
}

export function isAssociative(type: FieldType): type is AssociativeList {
  return type.kind === 'keyed' || type.kind === 'set';
}

function elementFields(list: readonly unknown[], type: AssociativeList): MutableFieldSet {
  const elements = list.map((element) => ({ element, path: pathElementOf(element, type) }));
  // In the order in which the set is written: to sort it later would be to build it twice.
  elements.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const fields = openMember();
  for (const { element, path } of elements) {
    fields[path] = type.kind === 'keyed' ? fieldsOf(element, type.element) : leaf;
  }
  return fields;
}

/** Collects the differences of an object's fields, or of a list's elements. */
class Differences {
  added: Record<string, FieldSet> | undefined;
  modified: Record<string, FieldSet> | undefined;
  removed: Record<string, FieldSet> | undefined;

  add(element: string, fields: FieldSet): void {
    this.added ??= {};
    this.added[element] = fields;
  }

  remove(element: string, fields: FieldSet): void {
    this.removed ??= {};
    this.removed[element] = fields;
  }

  modify(element: string): void {
    this.modified ??= {};
    this.modified[element] = leaf;
  }

  nest(element: string, { added, modified, removed }: Comparison): void {
    if (added !== noFields) this.add(element, added);
    if (removed !== noFields) this.remove(element, removed);
    if (modified === noFields) return;
    this.modified ??= {};
    this.modified[element] = modified;
  }

  result(): Comparison {
    const { added = noFields, modified = noFields, removed = noFields } = this;
    return added === modified && modified === removed ? noDifference : { added, modified, removed };
  }
}

function compareEntries(before: JsonObject, after: JsonObject, type: FieldType): Comparison {
  const differences = new Differences();
  for (const key of Object.keys(after)) {
    const next = after[key];
    if (next === undefined) continue;
    const previous = Object.hasOwn(before, key) ? before[key] : undefined;
    compareValue(
      `f:${key}`,
      { previous: previous ?? implied(key, next, previous), next },
      childType(type, key),
      differences,
    );
  }
  for (const key of Object.keys(before)) {
    if (before[key] === undefined || (Object.hasOwn(after, key) && after[key] !== undefined)) continue;
    differences.remove(`f:${key}`, fieldsOf(before[key], childType(type, key)));
  }
  return differences.result();
}

/** The empty value that a field has which is never absent. */
function implied(key: string, next: unknown, previous: unknown): unknown {
  if (previous === null || !alwaysPresent.has(key)) return previous;
  if (Array.isArray(next)) return next.length > 0 ? [] : undefined;
  return isJsonObject(next) && Object.keys(next).length > 0 ? {} : undefined;
}

function compareValue(
  element: string,
  { previous, next }: { previous: unknown; next: unknown },
  type: FieldType,
  differences: Differences,
): void {
  if (previous === undefined) differences.add(element, fieldsOf(next, type));
  else if (isJsonObject(previous) && isJsonObject(next) && type.kind !== 'leaf' && !areEmpty(previous, next)) {
    differences.nest(element, compareEntries(previous, next, type));
  } else if (Array.isArray(previous) && Array.isArray(next) && isAssociative(type)) {
    if (!deepEqual(previous, next)) differences.nest(element, compareElements(previous, next, type));
  } else if (!deepEqual(previous, next)) differences.modify(element);
}

function compareElements(before: readonly unknown[], after: readonly unknown[], type: AssociativeList): Comparison {
  const differences = new Differences();
  const known = indexElements(before, type);
  const present = indexElements(after, type);
  const elementType: FieldType = type.kind === 'keyed' ? type.element : leafType;
  for (const [key, next] of present) compareValue(key, { previous: known.get(key), next }, elementType, differences);
  for (const [key, previous] of known) {
    if (!present.has(key)) differences.remove(key, fieldsOf(previous, elementType));
  }
  return differences.result();
}

function areEmpty(a: JsonObject, b: JsonObject): boolean {
  for (const _ in a) return false;
  for (const _ in b) return false;
  return true;
}
