import { CelRuntimeError } from '../cel-error.js';
import { declare, type Library } from '../functions.js';
import {
  compareNumbers,
  Duration,
  equalValues,
  intOf,
  numeric,
  Timestamp,
  Uint,
  uintOf,
  type Value,
} from '../values.js';
import { compareBytes, compareTexts } from './standard.js';

const comparable = ['int', 'uint', 'double', 'bool', 'duration', 'timestamp', 'string', 'bytes'];

/** Kubernetes' functions of lists, and cel-go's of sets. */
export const lists: Library = [
  ...comparable.flatMap((type) => [
    declare(`list_${type}_is_sorted`, `list<${type}>.isSorted() -> bool`, isSorted),
    declare(`list_${type}_min`, `list<${type}>.min() -> ${type}`, (list: readonly Value[]) => extreme(list, 'min', -1)),
    declare(`list_${type}_max`, `list<${type}>.max() -> ${type}`, (list: readonly Value[]) => extreme(list, 'max', 1)),
  ]),
  declare('list_int_sum', 'list<int>.sum() -> int', (list: readonly bigint[]) =>
    list.reduce((sum, item) => intOf(sum + item), 0n),
  ),
  declare('list_uint_sum', 'list<uint>.sum() -> uint', (list: readonly Uint[]) =>
    list.reduce((sum, item) => uintOf(sum.value + item.value), new Uint(0n)),
  ),
  declare('list_double_sum', 'list<double>.sum() -> double', (list: readonly number[]) =>
    list.reduce((sum, item) => sum + item, 0),
  ),
  declare('list_duration_sum', 'list<duration>.sum() -> duration', (list: readonly Duration[]) =>
    list.reduce((sum, item) => new Duration(intOf(sum.nanos + item.nanos)), new Duration(0n)),
  ),
  declare('list_a_index_of_int', 'list<A>.indexOf(A) -> int', (list: readonly Value[], item: Value) =>
    BigInt(list.findIndex((other) => equalValues(other, item))),
  ),
  declare('list_a_last_index_of_int', 'list<A>.lastIndexOf(A) -> int', (list: readonly Value[], item: Value) =>
    BigInt(list.findLastIndex((other) => equalValues(other, item))),
  ),
  declare('list_sets_contains_list', 'sets.contains(list<A>, list<A>) -> bool', containsAll),
  declare(
    'list_sets_equivalent_list',
    'sets.equivalent(list<A>, list<A>) -> bool',
    (a: readonly Value[], b: readonly Value[]) => containsAll(a, b) && containsAll(b, a),
  ),
  declare(
    'list_sets_intersects_list',
    'sets.intersects(list<A>, list<A>) -> bool',
    (a: readonly Value[], b: readonly Value[]) => a.some((item) => b.some((other) => equalValues(item, other))),
  ),
];

function containsAll(list: readonly Value[], items: readonly Value[]): boolean {
  return items.every((item) => list.some((other) => equalValues(item, other)));
}

function isSorted(list: readonly Value[]): boolean {
  return list.every((item, index) => index === 0 || compareValues(list[index - 1] as Value, item) <= 0);
}

function extreme(list: readonly Value[], name: string, sign: number): Value {
  const [first, ...rest] = list;
  if (first === undefined) throw new CelRuntimeError(`${name} called on empty list`);
  return rest.reduce((best, item) => (compareValues(item, best) * sign > 0 ? item : best), first);
}

/** The order of two values of one type that has one. */
function compareValues(a: Value, b: Value): number {
  const [x, y] = [numeric(a), numeric(b)];
  if (x !== undefined && y !== undefined) return compareNumbers(x, y);
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return compareBytes(a, b);
  if (a instanceof Timestamp && b instanceof Timestamp) return compareNumbers(a.nanos, b.nanos);
  if (a instanceof Duration && b instanceof Duration) return compareNumbers(a.nanos, b.nanos);
  throw new CelRuntimeError('no such overload');
}
