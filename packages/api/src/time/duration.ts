import { quote } from '../text/quote.js';

/** Text that is no duration. */
export class DurationError extends Error {
  override name = 'DurationError';
}

const nanoPerUnit: Record<string, number> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

const maxNano = 2 ** 63;

/** Parses Go's notation (`1h30m`, `1.5s`, `-250ms`, `0`) into milliseconds; throws a {@link DurationError} in Go's words. */
export function parseDuration(text: string): number {
  const invalid = () => new DurationError(`time: invalid duration ${quote(text)}`);
  const sign = text.startsWith('-') ? -1 : 1;
  let rest = text.replace(/^[+-]/, '');
  if (rest === '0') return 0;
  if (rest === '') throw invalid();
  let nano = 0;
  while (rest !== '') {
    const [, amount = '', unit = ''] = /^(\d*\.?\d*)([^\d.]*)/.exec(rest) ?? [];
    if (!/\d/.test(amount)) throw invalid();
    if (unit === '') throw new DurationError(`time: missing unit in duration ${quote(text)}`);
    const scale = Object.hasOwn(nanoPerUnit, unit) ? nanoPerUnit[unit] : undefined;
    if (scale === undefined) throw new DurationError(`time: unknown unit ${quote(unit)} in duration ${quote(text)}`);
    nano += Number(amount) * scale;
    rest = rest.slice(amount.length + unit.length);
  }
  if (nano >= maxNano) throw invalid();
  return (sign * Math.trunc(nano)) / 1e6;
}

/** `milliseconds` as Go prints a duration: `1h30m0s`, `1.5s`, `250ms`, `0s`. */
export function formatDuration(milliseconds: number): string {
  const nano = Math.round(Math.abs(milliseconds) * 1e6);
  if (nano === 0) return '0s';
  const sign = milliseconds < 0 ? '-' : '';
  if (nano < 1e3) return `${sign}${nano}ns`;
  if (nano < 1e6) return `${sign}${nano / 1e3}µs`;
  if (nano < 1e9) return `${sign}${nano / 1e6}ms`;
  const hours = Math.floor(nano / 3600e9);
  const minutes = Math.floor((nano % 3600e9) / 60e9);
  const seconds = `${(nano % 60e9) / 1e9}s`;
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${sign}${minutes}m${seconds}` : `${sign}${seconds}`;
}
