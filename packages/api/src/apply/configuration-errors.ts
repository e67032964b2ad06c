import { formatValue } from '../text/format-value.js';
import { goSyntax, goTypeName } from '../text/go-syntax.js';
import { isJsonObject, type JsonObject } from '../values/json.js';
import { childType } from './compare.js';
import { formatFieldPath } from './field-path.js';
import type { FieldType, LeafShape } from './field-type.js';
import { type AssociativeList, ListKeyError, pathElementOf } from './path-element.js';

/**
 * What keeps a configuration from being applied, in the words of structured-merge-diff: unknown fields, values of other
 * types than the schema's, elements without a key or with the same one. A null fits everywhere.
 */
export function configurationErrors(value: unknown, type: FieldType, path: readonly string[] = []): string[] {
  if (value === null || value === undefined) return [];
  switch (type.kind) {
    case 'unknown':
      return [];
    case 'leaf':
      return type.shape === undefined ? [] : shapeErrors(value, type.shape, path);
    case 'keyed':
    case 'set':
      return Array.isArray(value) ? elementErrors(value, type, path) : [expected('list', value, path)];
    default:
      return isJsonObject(value) ? entryErrors(value, type, path) : [expected('map', value, path)];
  }
}

function entryErrors(value: JsonObject, type: FieldType, path: readonly string[]): string[] {
  return Object.entries(value).flatMap(([key, child]) => {
    const childPath = [...path, `f:${key}`];
    if (type.kind === 'object' && !type.open && type.field(key) === undefined) {
      return [told(childPath, 'field not declared in schema')];
    }
    return configurationErrors(child, childType(type, key), childPath);
  });
}

function elementErrors(list: readonly unknown[], type: AssociativeList, path: readonly string[]): string[] {
  const seen = new Set<string>();
  return list.flatMap((element, index) => {
    try {
      const key = pathElementOf(element, type);
      const elementPath = [...path, key];
      if (seen.has(key)) return [told(path, `duplicate entries for key ${formatFieldPath([key])}`)];
      seen.add(key);
      return type.kind === 'keyed' ? configurationErrors(element, type.element, elementPath) : [];
    } catch (error) {
      if (!(error instanceof ListKeyError)) throw error;
      return [told(path, `element ${index}: ${error.message}`)];
    }
  });
}

/** Scalars, and what is owned as a whole. */
function shapeErrors(value: unknown, shape: LeafShape, path: readonly string[]): string[] {
  switch (shape) {
    case 'string':
      return typeof value === 'string' ? [] : [told(path, `expected string, got ${shown(goSyntax(value))}`)];
    case 'numeric':
      if (typeof value === 'number') return [];
      return [told(path, `expected numeric (int or float), got ${goTypeName(value)}`)];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [expected('boolean', value, path)];
    case 'scalar':
      return typeof value === 'object' ? [expected('any scalar', value, path)] : [];
    default:
      if (shape.as !== undefined) return configurationErrors(value, shape.as, path);
      if (!Array.isArray(value)) return [expected('list', value, path)];
      return value.flatMap((item, index) => configurationErrors(item, shape.items, [...path, `i:${index}`]));
  }
}

function shown(value: string): string {
  return `&value.valueUnstructured{Value:${value}}`;
}

function expected(what: string, value: unknown, path: readonly string[]): string {
  return told(path, `expected ${what}, got &{${formatValue(value)}}`);
}

function told(path: readonly string[], problem: string): string {
  return path.length === 0 ? problem : `${formatFieldPath(path)}: ${problem}`;
}
