import { Quantity, type QuantityFormat } from './quantity.js';

/** Text that is no quantity. */
export class QuantityError extends Error {
  override name = 'QuantityError';
}

const wrongFormat = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const wrongSuffix = "unable to parse quantity's suffix";
const shape = /^([+-]?)(?=[\d.])(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/;

const suffixes = new Map<string, { base: 2n | 10n; exponent: number; format: QuantityFormat }>([
  ['n', { base: 10n, exponent: -9, format: 'DecimalSI' }],
  ['u', { base: 10n, exponent: -6, format: 'DecimalSI' }],
  ['m', { base: 10n, exponent: -3, format: 'DecimalSI' }],
  ['', { base: 10n, exponent: 0, format: 'DecimalSI' }],
  ['k', { base: 10n, exponent: 3, format: 'DecimalSI' }],
  ['M', { base: 10n, exponent: 6, format: 'DecimalSI' }],
  ['G', { base: 10n, exponent: 9, format: 'DecimalSI' }],
  ['T', { base: 10n, exponent: 12, format: 'DecimalSI' }],
  ['P', { base: 10n, exponent: 15, format: 'DecimalSI' }],
  ['E', { base: 10n, exponent: 18, format: 'DecimalSI' }],
  ['Ki', { base: 2n, exponent: 10, format: 'BinarySI' }],
  ['Mi', { base: 2n, exponent: 20, format: 'BinarySI' }],
  ['Gi', { base: 2n, exponent: 30, format: 'BinarySI' }],
  ['Ti', { base: 2n, exponent: 40, format: 'BinarySI' }],
  ['Pi', { base: 2n, exponent: 50, format: 'BinarySI' }],
  ['Ei', { base: 2n, exponent: 60, format: 'BinarySI' }],
]);

/** The largest amount in binary notation: 2⁶³-1 units. */
const maxBinaryNano = (2n ** 63n - 1n) * 1_000_000_000n;
/** Exponents beyond this cannot be told from it: the amount is rounded up to 10⁻⁹, or absurd. */
const maxExponent = 400;

/** Longer than any amount that an exponent can say: what thousands of digits cost grows faster than they do. */
const maxLength = 1000;

const parsed = new Map<string, Quantity>();
const maxParsed = 1000;

/** Parses `text`, remembering what it parsed: a cluster writes the same few quantities over and over. */
export function parseQuantity(text: string): Quantity {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const quantity = parse(text);
  if (parsed.size >= maxParsed) parsed.clear();
  parsed.set(text, quantity);
  return quantity;
}

function parse(text: string): Quantity {
  if (text.length > maxLength) throw new QuantityError(wrongFormat);
  const match = shape.exec(text);
  if (match === null) throw new QuantityError(wrongFormat);
  const [, sign, whole = '', fraction = '', suffix = ''] = match;
  if (whole === '' && fraction === '') throw new QuantityError(wrongFormat);
  const { base, exponent, format } = interpretSuffix(suffix);
  const digits = BigInt(whole + fraction);
  const decimals = fraction.length - 9 - (base === 10n ? exponent : 0);
  let nano = scaleRoundingUp(base === 2n ? digits << BigInt(exponent) : digits, decimals);
  if (format === 'BinarySI' && nano > maxBinaryNano) nano = maxBinaryNano;
  const below = format === 'BinarySI' && nano < 1_000_000_000n && nano > 0n;
  return new Quantity(sign === '-' ? -nano : nano, below ? 'DecimalSI' : format);
}

function interpretSuffix(suffix: string): { base: 2n | 10n; exponent: number; format: QuantityFormat } {
  const known = suffixes.get(suffix);
  if (known !== undefined) return known;
  const scientific = /^[eE]([+-]?\d+)$/.exec(suffix);
  if (scientific === null) throw new QuantityError(wrongSuffix);
  const exponent = Number(scientific[1]);
  if (Math.abs(exponent) > maxExponent) throw new QuantityError(wrongSuffix);
  return { base: 10n, exponent, format: 'DecimalExponent' };
}

/** `digits` / 10^`decimals`; what the division would lose rounds up, so that a request never becomes nothing. */
function scaleRoundingUp(digits: bigint, decimals: number): bigint {
  if (decimals <= 0) return digits * 10n ** BigInt(-decimals);
  const divisor = 10n ** BigInt(decimals);
  return (digits + divisor - 1n) / divisor;
}
