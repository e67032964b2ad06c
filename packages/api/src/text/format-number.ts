const int64Limit = 2 ** 63;

/**
 * A number as Go's `%v` verb prints it: integers plainly as long as they fit 64 bits, other numbers with an exponent
 * from 1e+06 on and below 1e-04.
 */
export function formatNumber(value: number): string {
  const magnitude = Math.abs(value);
  if (Number.isInteger(value) && magnitude < int64Limit) return BigInt(value).toString();
  if (magnitude < 1e6 && magnitude >= 1e-4) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}
