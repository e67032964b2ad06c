import { formatPath } from './decode-state.js';
import type { Schema } from './schema.js';
import { addInvalid, type StructuralCheck, type StructuralState } from './structural-state.js';

/** The items, and how many and how different they are. */
export function compileArray(schema: Schema, compile: (schema: Schema) => StructuralCheck): StructuralCheck[] {
  const checkItem = schema.items === undefined ? undefined : compile(schema.items);
  return [
    (value, old, state) => {
      if (!Array.isArray(value)) return;
      if (checkItem !== undefined) checkItems(value, oldItems(schema, old), { checkItem, state });
      checkLength(schema, value, state);
      if (schema.uniqueItems === true && firstDuplicate(value) !== -1) {
        addInvalid(state, '', "shouldn't contain duplicates");
      }
      checkListType(schema, value, state);
    },
  ];
}

function checkItems(
  value: unknown[],
  oldItem: (item: unknown) => unknown,
  { checkItem, state }: { checkItem: StructuralCheck; state: StructuralState },
): void {
  for (const [index, item] of value.entries()) {
    state.path.push(index);
    checkItem(item, oldItem(item), state);
    state.path.pop();
  }
}

/** Only the items of lists that are maps can be recognised again: by their keys. */
function oldItems(schema: Schema, old: unknown): (item: unknown) => unknown {
  if (!Array.isArray(old) || schema['x-kubernetes-list-type'] !== 'map') return () => undefined;
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const byKeys = new Map(old.map((item) => [canonicalText(pick(item, keys)), item]));
  return (item) => byKeys.get(canonicalText(pick(item, keys)));
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
