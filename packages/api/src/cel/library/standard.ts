import { CelRuntimeError } from '../cel-error.js';
import { declare, type Library } from '../functions.js';
import {
  type CelMap,
  compareNumbers,
  Duration,
  equalValues,
  findInMap,
  intOf,
  listSemantics,
  numeric,
  OptionalValue,
  sizeOf,
  Timestamp,
  TypeValue,
  typeNameOf,
  Uint,
  uintOf,
  type Value,
} from '../values.js';
import { matchesRegex } from './regex.js';

type Numeric = bigint | number | Uint;

/** Operators, `size`, `in`, indexes, and what is asked of strings (the standard definitions of cel-spec). */
export const standard: Library = [
  declare('logical_not', '!_(bool) -> bool', (value: boolean) => !value),
  declare('logical_and', '_&&_(bool, bool) -> bool', unreachable),
  declare('logical_or', '_||_(bool, bool) -> bool', unreachable),
  declare('conditional', '_?_:_(bool, A, A) -> A', unreachable),
  declare('not_strictly_false', '@not_strictly_false(bool) -> bool', (value: boolean) => value),
  declare('equals', '_==_(A, A) -> bool', equalValues),
  declare('not_equals', '_!=_(A, A) -> bool', (a: Value, b: Value) => !equalValues(a, b)),
  ...comparisons('less', '_<_', (order) => order < 0),
  ...comparisons('less_equals', '_<=_', (order) => order <= 0),
  ...comparisons('greater', '_>_', (order) => order > 0),
  ...comparisons('greater_equals', '_>=_', (order) => order >= 0),
  ...arithmetic(
    'add',
    '_+_',
    (a, b) => a + b,
    (a, b) => a + b,
  ),
  declare('add_string', '_+_(string, string) -> string', (a: string, b: string) => a + b),
  declare('add_bytes', '_+_(bytes, bytes) -> bytes', (a: Uint8Array, b: Uint8Array) => Uint8Array.from([...a, ...b])),
  declare('add_list', '_+_(list<A>, list<A>) -> list<A>', joinLists),
  declare(
    'add_duration_duration',
    '_+_(duration, duration) -> duration',
    (a: Duration, b: Duration) => new Duration(intOf(a.nanos + b.nanos)),
  ),
  declare(
    'add_duration_timestamp',
    '_+_(duration, timestamp) -> timestamp',
    (a: Duration, b: Timestamp) => new Timestamp(a.nanos + b.nanos),
  ),
  declare(
    'add_timestamp_duration',
    '_+_(timestamp, duration) -> timestamp',
    (a: Timestamp, b: Duration) => new Timestamp(a.nanos + b.nanos),
  ),
  ...arithmetic(
    'subtract',
    '_-_',
    (a, b) => a - b,
    (a, b) => a - b,
  ),
  declare(
    'subtract_duration_duration',
    '_-_(duration, duration) -> duration',
    (a: Duration, b: Duration) => new Duration(intOf(a.nanos - b.nanos)),
  ),
  declare(
    'subtract_timestamp_duration',
    '_-_(timestamp, duration) -> timestamp',
    (a: Timestamp, b: Duration) => new Timestamp(a.nanos - b.nanos),
  ),
  declare(
    'subtract_timestamp_timestamp',
    '_-_(timestamp, timestamp) -> duration',
    (a: Timestamp, b: Timestamp) => new Duration(intOf(a.nanos - b.nanos)),
  ),
  ...arithmetic(
    'multiply',
    '_*_',
    (a, b) => a * b,
    (a, b) => a * b,
  ),
  ...arithmetic(
    'divide',
    '_/_',
    (a, b) => divide(a, b, 'division by zero', (x, y) => x / y),
    (a, b) => a / b,
  ),
  ...arithmetic('modulo', '_%_', (a, b) => divide(a, b, 'modulus by zero', (x, y) => x % y)),
  declare('negate_int64', '-_(int) -> int', (value: bigint) => intOf(-value)),
  declare('negate_double', '-_(double) -> double', (value: number) => -value),
  declare('in_list', '@in(A, list<A>) -> bool', (item: Value, list: readonly Value[]) =>
    list.some((other) => equalValues(item, other)),
  ),
  declare('in_map', '@in(A, map<A, B>) -> bool', (key: Value, map: CelMap) => findInMap(map, key) !== undefined),
  declare('index_list', '_[_](list<A>, int) -> A', itemAt),
  declare('index_map', '_[_](map<A, B>, A) -> B', entryAt),
  declare('list_optindex_optional_int', '_[?_](list<A>, int) -> optional<A>', (list: readonly Value[], index: bigint) =>
    optionalOf(list[Number(index)]),
  ),
  declare('map_optindex_optional_value', '_[?_](map<A, B>, A) -> optional<B>', (map: CelMap, key: Value) =>
    optionalOf(findInMap(map, key)),
  ),
  declare('map_insert', '@mapInsert(map<A, B>, A, B) -> map<A, B>', insertEntry),
  declare('map_insert_map', '@mapInsert(map<A, B>, map<A, B>) -> map<A, B>', (map: CelMap, entries: CelMap) => {
    let result = map;
    for (const [key, value] of entries) result = insertEntry(result, key, value);
    return result;
  }),
  ...['string', 'bytes', 'list<A>', 'map<A, B>'].flatMap((type) => {
    const name = type.replace(/<.*/, '');
    return [
      declare(`size_${name}`, `size(${type}) -> int`, size),
      declare(`${name}_size`, `${type}.size() -> int`, size),
    ];
  }),
  declare('contains_string', 'string.contains(string) -> bool', (text: string, part: string) => text.includes(part)),
  declare('starts_with_string', 'string.startsWith(string) -> bool', (text: string, part: string) =>
    text.startsWith(part),
  ),
  declare('ends_with_string', 'string.endsWith(string) -> bool', (text: string, part: string) => text.endsWith(part)),
  declare('matches', 'matches(string, string) -> bool', matchesRegex),
  declare('matches_string', 'string.matches(string) -> bool', matchesRegex),
  declare('type', 'type(A) -> type<A>', (value: Value) => new TypeValue(typeNameOf(value))),
  declare('to_dyn', 'dyn(A) -> dyn', (value: Value) => value),
];

/** What `&&`, `||` and `?:` do depends on what they need not look at: the evaluator knows them. */
function unreachable(): never {
  throw new TypeError('an operator that is evaluated by its arguments');
}

function comparisons(id: string, name: string, holds: (order: number) => boolean): Library {
  const numbers = ['int', 'uint', 'double'];
  const rank = (value: boolean | Timestamp | Duration) => (typeof value === 'boolean' ? BigInt(value) : value.nanos);
  const goNames: Readonly<Record<string, string>> = { int: 'int64', uint: 'uint64', double: 'double' };
  const compare = (a: Numeric, b: Numeric) => holds(compareNumbers(numeric(a) as bigint, numeric(b) as bigint));
  return [
    ...numbers.flatMap((a) =>
      numbers.map((b) =>
        declare(
          `${id}_${a === b ? goNames[a] : `${goNames[a]}_${goNames[b]}`}`,
          `${name}(${a}, ${b}) -> bool`,
          compare,
        ),
      ),
    ),
    declare(`${id}_string`, `${name}(string, string) -> bool`, (a: string, b: string) => holds(compareTexts(a, b))),
    declare(`${id}_bytes`, `${name}(bytes, bytes) -> bool`, (a: Uint8Array, b: Uint8Array) =>
      holds(compareBytes(a, b)),
    ),
    ...['bool', 'timestamp', 'duration'].map((type) =>
      declare(`${id}_${type}`, `${name}(${type}, ${type}) -> bool`, (a: boolean | Timestamp, b: boolean | Timestamp) =>
        holds(compareNumbers(rank(a), rank(b))),
      ),
    ),
  ];
}

/** By bytes of UTF-8, which is by code points. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  const [one, other] = [[...a], [...b]];
  for (let index = 0; index < Math.min(one.length, other.length); index++) {
    const difference = (one[index]?.codePointAt(0) ?? 0) - (other[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function arithmetic(
  id: string,
  name: string,
  whole: (a: bigint, b: bigint) => bigint,
  fraction?: (a: number, b: number) => number,
): Library {
  return [
    declare(`${id}_int64`, `${name}(int, int) -> int`, (a: bigint, b: bigint) => intOf(whole(a, b))),
    declare(`${id}_uint64`, `${name}(uint, uint) -> uint`, (a: Uint, b: Uint) => uintOf(whole(a.value, b.value))),
    ...(fraction === undefined ? [] : [declare(`${id}_double`, `${name}(double, double) -> double`, fraction)]),
  ];
}

function divide(a: bigint, b: bigint, problem: string, compute: (a: bigint, b: bigint) => bigint): bigint {
  if (b === 0n) throw new CelRuntimeError(problem);
  return compute(a, b);
}

/** What has semantics of its own takes in what it has not yet: `x-kubernetes-list-type`. */
function joinLists(a: readonly Value[], b: readonly Value[]): readonly Value[] {
  const semantics = listSemantics.get(a);
  if (semantics === undefined) return [...a, ...b];
  const joined = [...a];
  for (const item of b) {
    const key = semantics.keyOf(item);
    const at = joined.findIndex((other) =>
      key === undefined ? equalValues(other, item) : equalValues(semantics.keyOf(other) ?? null, key),
    );
    if (at === -1) joined.push(item);
    else if (key !== undefined) joined[at] = item;
  }
  listSemantics.set(joined, semantics);
  return joined;
}

function itemAt(list: readonly Value[], index: bigint): Value {
  const item = index < 0n ? undefined : list[Number(index)];
  if (item === undefined) throw new CelRuntimeError(`index out of bounds: ${index}`);
  return item;
}

function entryAt(map: CelMap, key: Value): Value {
  const value = findInMap(map, key);
  if (value === undefined) throw new CelRuntimeError(`no such key: ${shownKey(key)}`);
  return value;
}

function shownKey(key: Value): string {
  return key instanceof Uint ? String(key.value) : String(key);
}

function insertEntry(map: CelMap, key: Value, value: Value): CelMap {
  if (findInMap(map, key) !== undefined) {
    throw new CelRuntimeError(`insert failed: key ${shownKey(key)} already exists`);
  }
  return new Map(map).set(key, value);
}

export function optionalOf(value: Value | undefined): OptionalValue {
  return value === undefined ? OptionalValue.none : OptionalValue.of(value);
}

function size(value: Value): bigint {
  return BigInt(sizeOf(value) ?? 0);
}
