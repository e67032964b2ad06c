import { canonicalText } from './format.js';
import { parseQuantity } from './parse.js';

/** How a quantity likes to be written: `1500m`, `1Gi`, `15e2`. */
export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** What {@link Quantity} takes wherever it takes another: a quantity, its text, or a plain number of units. */
export type QuantityLike = Quantity | string | number;

const nanoPerUnit = 1_000_000_000n;
const nanoPerMilli = 1_000_000n;

/**
 * An amount of a resource, exact to 10⁻⁹ (`k8s.io/apimachinery/pkg/api/resource.Quantity`). Immutable.
 *
 * Sums keep the format of their first operand that is not zero, as upstream does.
 */
export class Quantity {
  static readonly zero = new Quantity(0n, 'DecimalSI');

  /** The amount in 10⁻⁹ units. */
  readonly nano: bigint;
  readonly format: QuantityFormat;

  constructor(nano: bigint, format: QuantityFormat) {
    this.nano = nano;
    this.format = format;
  }

  /** The quantity that `value` says; throws a {@link QuantityError} for text that is none. */
  static of(value: QuantityLike): Quantity {
    if (value instanceof Quantity) return value;
    return parseQuantity(String(value));
  }

  /** Parses Kubernetes' notation; throws a {@link QuantityError} in upstream's words. */
  static parse(text: string): Quantity {
    return parseQuantity(text);
  }

  static fromMilli(milli: number, format: QuantityFormat = 'DecimalSI'): Quantity {
    return new Quantity(BigInt(Math.ceil(milli)) * nanoPerMilli, format);
  }

  static fromNumber(value: number, format: QuantityFormat = 'DecimalSI'): Quantity {
    return Number.isInteger(value)
      ? new Quantity(BigInt(value) * nanoPerUnit, format)
      : new Quantity(BigInt(Math.ceil(value * 1e9)), format);
  }

  static sum(values: Iterable<QuantityLike>): Quantity {
    let total = Quantity.zero;
    for (const value of values) total = total.add(value);
    return total;
  }

  add(other: QuantityLike): Quantity {
    const { nano, format } = Quantity.of(other);
    return new Quantity(this.nano + nano, this.nano === 0n ? format : this.format);
  }

  sub(other: QuantityLike): Quantity {
    const { nano, format } = Quantity.of(other);
    return new Quantity(this.nano - nano, this.nano === 0n ? format : this.format);
  }

  negate(): Quantity {
    return new Quantity(-this.nano, this.format);
  }

  /** Negative, zero or positive, as `Array.sort` wants it. */
  compare(other: QuantityLike): number {
    const { nano } = Quantity.of(other);
    return this.nano < nano ? -1 : this.nano > nano ? 1 : 0;
  }

  equals(other: QuantityLike): boolean {
    return this.nano === Quantity.of(other).nano;
  }

  isZero(): boolean {
    return this.nano === 0n;
  }

  /** Whole units, rounded away from zero: Go's `Value()`. */
  toNumber(): number {
    return Number(divideRoundingUp(this.nano, nanoPerUnit));
  }

  /** Thousandths, rounded away from zero: Go's `MilliValue()`. */
  toMilli(): number {
    return Number(divideRoundingUp(this.nano, nanoPerMilli));
  }

  /** Units with their fraction, as exact as a double: Go's `AsApproximateFloat64()`. */
  toFloat(): number {
    return Number(this.nano) / 1e9;
  }

  /** The canonical form: no fraction, the largest suffix that needs none. */
  toString(): string {
    return canonicalText(this.nano, this.format);
  }

  toJSON(): string {
    return this.toString();
  }
}

/** The canonical form of a quantity's text: what the API server answers for what a client wrote. */
export function canonicalQuantity(text: QuantityLike): string {
  return Quantity.of(text).toString();
}

export function compareQuantities(a: QuantityLike, b: QuantityLike): number {
  return Quantity.of(a).compare(b);
}

function divideRoundingUp(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  if (value % divisor === 0n) return quotient;
  return value > 0n ? quotient + 1n : quotient - 1n;
}
