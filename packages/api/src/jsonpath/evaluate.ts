import { formatValue } from '../text/format-value.js';
import { isJsonObject } from '../values/json.js';
import { compare, operandOf } from './compare.js';
import { JsonPathError, type ListNode, type Node } from './nodes.js';

export interface EvaluateOptions {
  /** A field that no input has selects nothing, instead of being an error. */
  allowMissingKeys: boolean;
}

/** What one list of nodes selects from `input`. `range` and `end` select their input and nothing. */
export function evaluateList(input: readonly unknown[], list: ListNode, options: EvaluateOptions): unknown[] {
  let values = [...input];
  for (const node of list.nodes) values = evaluateNode(values, node, options);
  return values;
}

export function evaluateNode(input: unknown[], node: Node, options: EvaluateOptions): unknown[] {
  switch (node.type) {
    case 'list':
      return evaluateList(input, node, options);
    case 'text':
      return [node.text];
    case 'literal':
      return input.map(() => node.value);
    case 'identifier':
      return evaluateIdentifier(input, node.name);
    case 'field':
      return selectField(input, node.name, options);
    case 'array':
      return input.flatMap((value) => selectElements(value, node));
    case 'filter':
      return input.flatMap((value) => filterElements(value, node, options));
    case 'union':
      return node.members.flatMap((member) => evaluateList(input, member, options));
    case 'wildcard':
      return input.flatMap(members);
    case 'recursive':
      return descend(input);
  }
}

function evaluateIdentifier(input: unknown[], name: string): unknown[] {
  if (name === 'range') return input;
  if (name === 'end') return [];
  throw new JsonPathError(`unrecognized identifier ${name}`);
}

function selectField(input: readonly unknown[], name: string, { allowMissingKeys }: EvaluateOptions): unknown[] {
  const found: unknown[] = [];
  for (const value of input) if (isJsonObject(value) && Object.hasOwn(value, name)) found.push(value[name]);
  if (found.length === 0 && input.length > 0 && !allowMissingKeys) throw new JsonPathError(`${name} is not found`);
  return found;
}

function selectElements(value: unknown, node: Extract<Node, { type: 'array' }>): unknown[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw new JsonPathError(`${goType(value)} is not array or slice`);
  const { length } = value;
  const start = node.start.known ? fromEnd(node.start.value, length) : 0;
  const end = resolveEnd(node.end, length);
  if (start === end) return [];
  if (start >= length || start < 0) throw outOfBounds(start, length);
  if (end > length || end < 0) throw outOfBounds(end - 1, length);
  if (start > end) throw new JsonPathError(`starting index ${start} is greater than ending index ${end}`);
  if (node.step.known && node.step.value <= 0) throw new JsonPathError('step must be > 0');
  const step = node.step.known ? node.step.value : 1;
  return value.slice(start, end).filter((_, index) => index % step === 0);
}

/** The end that follows from the index -1 is the list's end. */
function resolveEnd({ value, known, derived }: { value: number; known: boolean; derived?: boolean }, length: number) {
  if (!known) return length;
  return value < 0 || (value === 0 && derived) ? value + length : value;
}

function fromEnd(index: number, length: number): number {
  return index < 0 ? index + length : index;
}

function outOfBounds(index: number, length: number): JsonPathError {
  return new JsonPathError(`array index out of bounds: index ${index}, length ${length}`);
}

function filterElements(
  value: unknown,
  { left, right, operator }: Extract<Node, { type: 'filter' }>,
  options: EvaluateOptions,
): unknown[] {
  if (!Array.isArray(value)) {
    throw new JsonPathError(`${formatValue(value)} is not array or slice and cannot be filtered`);
  }
  return value.filter((element) => {
    if (operator === 'exists') return exists(element, left);
    const lefts = evaluateList([element], left, options);
    if (lefts.length === 0) return false;
    const rights = evaluateList([element], right, options);
    if (lefts.length > 1 || rights.length > 1) throw new JsonPathError('can only compare one element at a time');
    return rights.length === 1 && compare(operandOf(lefts[0], left), operator, operandOf(rights[0], right));
  });
}

function exists(element: unknown, path: ListNode): boolean {
  try {
    return evaluateList([element], path, { allowMissingKeys: true }).length > 0;
  } catch {
    return false;
  }
}

/** Every value that has values inside, itself before them. */
function descend(input: readonly unknown[]): unknown[] {
  return input.flatMap((value) => {
    if (typeof value === 'string') return value === '' ? [] : [value];
    const inside = members(value);
    return inside.length === 0 ? [] : [value, ...descend(inside)];
  });
}

/** A map's values come in the order of its keys. */
function members(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return [...value].map((character) => character.codePointAt(0));
  if (!isJsonObject(value)) return [];
  return Object.keys(value)
    .sort()
    .map((key) => value[key]);
}

function goType(value: unknown): string {
  if (isJsonObject(value)) return 'map[string]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : 'string';
}
