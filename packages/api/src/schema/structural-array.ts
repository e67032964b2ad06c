import { formatPath } from './decode-state.js';
import type { Schema } from './schema.js';
import { addInvalid, type StructuralState, type StructuralWalker } from './structural-state.js';

/** Walks the items, and checks how many and how different they are. */
export function compileArray(
  schema: Schema,
  compile: (schema: Schema) => StructuralWalker,
): (value: unknown[], state: StructuralState) => unknown[] {
  const walkItem = schema.items === undefined ? undefined : compile(schema.items);
  return (value, state) => {
    const result = walkItem === undefined ? value : walkItems(value, walkItem, state);
    checkLength(schema, value, state);
    if (schema.uniqueItems === true && firstDuplicate(value) !== -1) {
      addInvalid(state, '', "shouldn't contain duplicates");
    }
    checkListType(schema, result, state);
    return result;
  };
}

function walkItems(value: unknown[], walkItem: StructuralWalker, state: StructuralState): unknown[] {
  let result = value;
  for (let index = 0; index < value.length; index++) {
    state.path.push(index);
    const next = walkItem(value[index], state);
    state.path.pop();
    if (next === value[index]) continue;
    if (result === value) result = value.slice();
    result[index] = next;
  }
  return result;
}

function checkLength({ minItems, maxItems }: Schema, value: unknown[], state: StructuralState): void {
  if (minItems !== undefined && value.length < minItems) {
    addInvalid(state, value.length, `should have at least ${minItems} items`);
  }
  if (maxItems !== undefined && value.length > maxItems) {
    const detail = `must have at most ${maxItems} item${maxItems === 1 ? '' : 's'}`;
    state.errors.push({ type: 'TooMany', field: formatPath(state.path), badValue: value.length, detail });
  }
}

/** `x-kubernetes-list-type`: sets have no equal items, maps none with equal keys. */
function checkListType(schema: Schema, value: unknown[], state: StructuralState): void {
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const listType = schema['x-kubernetes-list-type'];
  if (listType === 'set') addDuplicate(value, firstDuplicate(value), state);
  if (listType !== 'map') return;
  const keysOfItems = value.map((item) => pick(item, keys));
  addDuplicate(keysOfItems, firstDuplicate(keysOfItems), state);
}

function addDuplicate(items: unknown[], index: number, state: StructuralState): void {
  if (index === -1) return;
  const field = formatPath([...state.path, index]);
  state.errors.push({ type: 'Duplicate', field, badValue: items[index], detail: '' });
}

/** The index of the first item that equals an earlier one; -1: there is none. */
function firstDuplicate(items: readonly unknown[]): number {
  const seen = new Set<string>();
  return items.findIndex((item) => {
    const text = canonicalText(item);
    const isKnown = seen.has(text);
    seen.add(text);
    return isKnown;
  });
}

/** JSON that equal values have in common: the order of fields does not show. */
function canonicalText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join()}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalText(inner)}`).join()}}`;
}

function pick(item: unknown, keys: readonly string[]): unknown {
  if (typeof item !== 'object' || item === null) return item;
  const fields = item as Record<string, unknown>;
  return Object.fromEntries(keys.filter((key) => Object.hasOwn(fields, key)).map((key) => [key, fields[key]]));
}
