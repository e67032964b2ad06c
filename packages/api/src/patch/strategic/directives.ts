import { formatValue } from '../../text/format-value.js';
import { isJsonObject, type JsonObject } from '../../values/json.js';
import type { MergeSchema } from '../merge-schema.js';
import { PatchError } from '../patch-error.js';

/*
 * The special keys of strategic merge patches:
 *
 *   $patch: replace | delete | merge       what becomes of the object, or the list element, that carries it
 *   $deleteFromPrimitiveList/FIELD: [...]  values to take out of a merged list of scalars
 *   $setElementOrder/FIELD: [...]          the order of a merged list's elements
 *   $retainKeys: [...]                     the only keys that stay
 */
export const patchDirective = '$patch';
export const retainKeysDirective = '$retainKeys';
export const deleteFromListPrefix = '$deleteFromPrimitiveList';
export const setElementOrderPrefix = '$setElementOrder';

/** What the elements of a list are. Elements of different types cannot be merged. */
export type ElementType = 'object' | 'string' | 'number' | 'boolean' | 'null';

/** The field that a parallel list (`$setElementOrder/containers`) belongs to. */
export function fieldOfParallelList(key: string, prefix: string): string {
  if (key.startsWith(`${prefix}/`)) return key.slice(prefix.length + 1);
  const kind = prefix === deleteFromListPrefix ? 'primitive list' : 'setElementOrder list';
  throw new PatchError(`invalid patch format of ${kind}`);
}

/** `retainKeys` is independent of the other strategy that a field may have. */
export function strategyOf(schema: MergeSchema | undefined): { retainKeys: boolean; strategy: string } {
  const strategies = schema?.strategies ?? [];
  const retainKeys = strategies.includes('retainKeys');
  return { retainKeys, strategy: strategies.find((strategy) => strategy !== 'retainKeys') ?? '' };
}

/** The type that all elements of `lists` share. */
export function elementTypeOf(...lists: readonly (readonly unknown[])[]): ElementType {
  let type: ElementType | undefined;
  for (const element of lists.flat()) {
    if (Array.isArray(element)) throw new PatchError('lists of lists are not supported');
    const elementType = element === null ? 'null' : (typeof element as ElementType);
    if (type !== undefined && type !== elementType) {
      throw new PatchError(`list element types are not identical: ${formatValue(lists)}`);
    }
    type = elementType;
  }
  if (type === undefined) throw new PatchError('no elements in any of the given slices');
  return type;
}

export function asObject(value: unknown): JsonObject {
  if (!isJsonObject(value)) throw badType('map[string]interface {}', value);
  return value;
}

export function asList(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw badType('[]interface {}', value);
  return value;
}

export function mergeKeyValue(element: unknown, mergeKey: string): unknown {
  const object = asObject(element);
  if (!Object.hasOwn(object, mergeKey)) {
    throw new PatchError(`map: ${formatValue(object)} does not contain declared merge key: ${mergeKey}`);
  }
  return object[mergeKey];
}

export function unknownPatchType(directive: unknown, object: JsonObject): PatchError {
  return new PatchError(`unknown patch type: ${formatValue(directive)} in map: ${formatValue(object)}`);
}

function badType(expected: string, value: unknown): PatchError {
  return new PatchError(`expected a ${expected}, but received a ${goType(value)}`);
}

function goType(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'object') return 'map[string]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : 'string';
}
