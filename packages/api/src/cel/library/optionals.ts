import { CelRuntimeError } from '../cel-error.js';
import { declare, type Library } from '../functions.js';
import { isList, isMap, numeric, OptionalValue, type Value } from '../values.js';

/** Values that may be there (`optional_type`). */
export const optionals: Library = [
  declare('optional_of', 'optional.of(A) -> optional<A>', (value: Value) => OptionalValue.of(value)),
  declare('optional_ofNonZeroValue', 'optional.ofNonZeroValue(A) -> optional<A>', (value: Value) =>
    isZero(value) ? OptionalValue.none : OptionalValue.of(value),
  ),
  declare('optional_none', 'optional.none() -> optional<A>', () => OptionalValue.none),
  declare('optional_value', 'optional<A>.value() -> A', ({ value }: OptionalValue) => {
    if (value === undefined) throw new CelRuntimeError('optional.none() dereference');
    return value;
  }),
  declare('optional_hasValue', 'optional<A>.hasValue() -> bool', ({ value }: OptionalValue) => value !== undefined),
  declare(
    'optional_or_optional',
    'optional<A>.or(optional<A>) -> optional<A>',
    (one: OptionalValue, other: OptionalValue) => (one.value === undefined ? other : one),
  ),
  declare(
    'optional_orValue_value',
    'optional<A>.orValue(A) -> A',
    ({ value }: OptionalValue, other: Value) => value ?? other,
  ),
];

function isZero(value: Value): boolean {
  if (value === null || value === false || value === '') return true;
  const amount = numeric(value);
  if (amount !== undefined) return Number(amount) === 0;
  if (isList(value) || value instanceof Uint8Array) return value.length === 0;
  return isMap(value) && value.size === 0;
}
