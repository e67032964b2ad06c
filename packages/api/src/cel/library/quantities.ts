import { Quantity } from '../../quantity/quantity.js';
import { CelRuntimeError } from '../cel-error.js';
import { declare, type Library } from '../functions.js';
import { OpaqueValue } from '../values.js';

class CelQuantity extends OpaqueValue {
  readonly typeName = 'kubernetes.Quantity';
  readonly amount: Quantity;

  constructor(amount: Quantity) {
    super();
    this.amount = amount;
  }
  equals(other: OpaqueValue): boolean {
    return other instanceof CelQuantity && this.amount.compare(other.amount) === 0;
  }
  override toString(): string {
    return this.amount.toString();
  }
}

const type = 'kubernetes.Quantity';

/** Kubernetes' functions of quantities: `quantity('1.5Gi')`. */
export const quantities: Library = [
  declare('is_quantity_string', 'isQuantity(string) -> bool', (text: string) => parse(text) !== undefined),
  declare('string_to_quantity', `quantity(string) -> ${type}`, (text: string) => {
    const quantity = parse(text);
    if (quantity === undefined) {
      throw new CelRuntimeError(
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      );
    }
    return quantity;
  }),
  declare('quantity_sign', `${type}.sign() -> int`, ({ amount }: CelQuantity) => BigInt(Math.sign(amount.compare(0)))),
  declare(
    'quantity_is_integer',
    `${type}.isInteger() -> bool`,
    ({ amount }: CelQuantity) => amount.nano % nanoPerUnit === 0n,
  ),
  declare('quantity_as_integer', `${type}.asInteger() -> int`, ({ amount }: CelQuantity) => {
    if (amount.nano % nanoPerUnit !== 0n) throw new CelRuntimeError('cannot convert value to integer');
    return amount.nano / nanoPerUnit;
  }),
  declare(
    'quantity_get_float',
    `${type}.asApproximateFloat() -> double`,
    ({ amount }: CelQuantity) => Number(amount.nano) / Number(nanoPerUnit),
  ),
  declare(
    'quantity_is_less_than',
    `${type}.isLessThan(${type}) -> bool`,
    (a: CelQuantity, b: CelQuantity) => a.amount.compare(b.amount) < 0,
  ),
  declare(
    'quantity_is_greater_than',
    `${type}.isGreaterThan(${type}) -> bool`,
    (a: CelQuantity, b: CelQuantity) => a.amount.compare(b.amount) > 0,
  ),
  declare('quantity_compare_to', `${type}.compareTo(${type}) -> int`, (a: CelQuantity, b: CelQuantity) =>
    BigInt(Math.sign(a.amount.compare(b.amount))),
  ),
  declare(
    'quantity_add',
    `${type}.add(${type}) -> ${type}`,
    (a: CelQuantity, b: CelQuantity) => new CelQuantity(a.amount.add(b.amount)),
  ),
  declare(
    'quantity_add_int',
    `${type}.add(int) -> ${type}`,
    (a: CelQuantity, b: bigint) => new CelQuantity(a.amount.add(String(b))),
  ),
  declare(
    'quantity_sub',
    `${type}.sub(${type}) -> ${type}`,
    (a: CelQuantity, b: CelQuantity) => new CelQuantity(a.amount.sub(b.amount)),
  ),
  declare(
    'quantity_sub_int',
    `${type}.sub(int) -> ${type}`,
    (a: CelQuantity, b: bigint) => new CelQuantity(a.amount.sub(String(b))),
  ),
];

const nanoPerUnit = 1_000_000_000n;

function parse(text: string): CelQuantity | undefined {
  try {
    return new CelQuantity(Quantity.of(text));
  } catch {
    return undefined;
  }
}
