import { CelRuntimeError } from './cel-error.js';

/**
 * Values of the language. Lists are arrays, maps are Maps; objects are read field by field ({@link CelObject}). An int is a
 * bigint, a double a number.
 */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | Uint
  | Timestamp
  | Duration
  | TypeValue
  | OptionalValue
  | OpaqueValue
  | CelObject
  | CelMap
  | readonly Value[];

export type CelMap = ReadonlyMap<Value, Value>;

export class Uint {
  readonly value: bigint;

  constructor(value: bigint) {
    this.value = value;
  }
}

/** Nanoseconds since the epoch. */
export class Timestamp {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** Nanoseconds. */
export class Duration {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** What `type(x)` is. */
export class TypeValue {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

export class OptionalValue {
  static readonly none = new OptionalValue(undefined);
  readonly value: Value | undefined;

  private constructor(value: Value | undefined) {
    this.value = value;
  }

  static of(value: Value): OptionalValue {
    return new OptionalValue(value);
  }
}

/** A value of a library: a URL, an address, a quantity. */
export abstract class OpaqueValue {
  abstract readonly typeName: string;
  abstract equals(other: OpaqueValue): boolean;
}

/** An object with fields that its type knows. */
export abstract class CelObject {
  abstract readonly typeName: string;
  /** The names of the fields that are there. */
  abstract names(): Iterable<string>;
  /** A field's value; undefined: it is not there. */
  abstract get(name: string): Value | undefined;
}

/** How a list is compared and joined, where that depends on more than the order of items: `x-kubernetes-list-type`. */
export interface ListSemantics {
  /** What two items have in common that take each other's place; undefined: they have to be equal. */
  keyOf(item: Value): Value | undefined;
}

export const listSemantics = new WeakMap<readonly Value[], ListSemantics>();

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isMap(value: Value): value is CelMap {
  return value instanceof Map;
}

/** The name of a value's type, as `type(x)` and messages tell it. */
export function typeNameOf(value: Value): string {
  if (value === null) return 'null_type';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return 'double';
    case 'string':
      return 'string';
  }
  if (isList(value)) return 'list';
  if (isMap(value)) return 'map';
  if (value instanceof Uint) return 'uint';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof Timestamp) return 'google.protobuf.Timestamp';
  if (value instanceof Duration) return 'google.protobuf.Duration';
  if (value instanceof TypeValue) return 'type';
  if (value instanceof OptionalValue) return 'optional_type';
  return (value as OpaqueValue | CelObject).typeName;
}

/** `==`: numbers of all types are compared by what they are, values of other types differ. */
export function equalValues(a: Value, b: Value): boolean {
  if (a === b) return true;
  const [x, y] = [numeric(a), numeric(b)];
  if (x !== undefined && y !== undefined) return compareNumbers(x, y) === 0;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (isList(a)) return isList(b) && equalLists(a, b);
  if (isMap(a)) return isMap(b) && equalMaps(a, b);
  if (a instanceof Uint8Array)
    return b instanceof Uint8Array && a.length === b.length && a.every((byte, i) => byte === b[i]);
  if (a instanceof Timestamp) return b instanceof Timestamp && a.nanos === b.nanos;
  if (a instanceof Duration) return b instanceof Duration && a.nanos === b.nanos;
  if (a instanceof TypeValue) return b instanceof TypeValue && a.name === b.name;
  if (a instanceof OptionalValue) {
    if (!(b instanceof OptionalValue)) return false;
    return a.value === undefined || b.value === undefined ? a.value === b.value : equalValues(a.value, b.value);
  }
  if (a instanceof OpaqueValue) return b instanceof OpaqueValue && a.typeName === b.typeName && a.equals(b);
  if (a instanceof CelObject) return b instanceof CelObject && equalObjects(a, b);
  return false;
}

function equalLists(a: readonly Value[], b: readonly Value[]): boolean {
  if (a.length !== b.length) return false;
  const semantics = listSemantics.get(a) ?? listSemantics.get(b);
  if (semantics === undefined) return a.every((item, index) => equalValues(item, b[index] as Value));
  return a.every((item) => b.some((other) => equalValues(item, other)));
}

function equalMaps(a: CelMap, b: CelMap): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) {
    const other = findInMap(b, key);
    if (other === undefined || !equalValues(value, other)) return false;
  }
  return true;
}

function equalObjects(a: CelObject, b: CelObject): boolean {
  const names = new Set([...a.names(), ...b.names()]);
  for (const name of names) {
    const [one, other] = [a.get(name), b.get(name)];
    if (one === undefined || other === undefined || !equalValues(one, other)) return false;
  }
  return true;
}

/** An entry by its key: numbers find each other whatever their type. */
export function findInMap(map: CelMap, key: Value): Value | undefined {
  const found = map.get(key);
  if (found !== undefined) return found;
  if (typeof key === 'string' || typeof key === 'boolean') return undefined;
  for (const [other, value] of map) if (equalValues(other, key)) return value;
  return undefined;
}

/** The number that a value is; undefined: it is none. */
export function numeric(value: Value): bigint | number | undefined {
  if (typeof value === 'bigint' || typeof value === 'number') return value;
  return value instanceof Uint ? value.value : undefined;
}

/** NaN is neither more nor less than any number, and not equal to one. */
export function compareNumbers(a: bigint | number, b: bigint | number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  // biome-ignore lint/suspicious/noDoubleEquals: an int and a double are equal where they are the same number
  return a == b ? 0 : Number.NaN;
}

const minInt = -(2n ** 63n);
const maxInt = 2n ** 63n - 1n;
const maxUint = 2n ** 64n - 1n;

/** An int that fits; throws where it does not. */
export function intOf(value: bigint): bigint {
  if (value < minInt || value > maxInt) throw new CelRuntimeError('integer overflow');
  return value;
}

/** An uint that fits; throws where it does not. */
export function uintOf(value: bigint): Uint {
  if (value < 0n || value > maxUint) throw new CelRuntimeError('unsigned integer overflow');
  return new Uint(value);
}

/** `size(x)`: code points of a string, bytes, items, entries; undefined: it has none. */
export function sizeOf(value: Value): number | undefined {
  if (typeof value === 'string') return codePointCount(value);
  if (value instanceof Uint8Array || isList(value)) return value.length;
  if (isMap(value)) return value.size;
  return undefined;
}

export function codePointCount(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length - 1; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xd800 && unit < 0xdc00) {
      count--;
      index++;
    }
  }
  return count;
}
