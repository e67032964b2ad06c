import { Duration, Timestamp } from './values.js';

const nanosPerSecond = 1_000_000_000n;

const rfc3339 = /^(\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?([Zz]|[+-]\d\d:\d\d)$/;

/** Reads a time of RFC 3339; undefined: it is none. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const [, seconds, fraction = '', zone = 'Z'] = rfc3339.exec(text) ?? [];
  if (seconds === undefined) return undefined;
  const milliseconds = Date.parse(`${seconds.toUpperCase()}${zone.toUpperCase()}`);
  if (Number.isNaN(milliseconds)) return undefined;
  return new Timestamp(BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(9, '0')));
}

/** A day (`2026-01-01`) as the time at which it begins. */
export function parseDay(text: string): Timestamp | undefined {
  return /^\d{4}-\d\d-\d\d$/.test(text) ? parseTimestamp(`${text}T00:00:00Z`) : undefined;
}

export function formatTimestamp({ nanos }: Timestamp): string {
  const seconds = floorDivide(nanos, nanosPerSecond);
  const start = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  return `${start}${fractionOf(nanos - seconds * nanosPerSecond)}Z`;
}

const units: Readonly<Record<string, bigint>> = {
  ...{ ns: 1n, us: 1000n, µs: 1000n, μs: 1000n, ms: 1_000_000n },
  ...{ s: nanosPerSecond, m: 60n * nanosPerSecond, h: 3600n * nanosPerSecond },
};

/** Reads a duration as Go writes them (`1h30m`, `-1.5s`); undefined: it is none. */
export function parseCelDuration(text: string): Duration | undefined {
  if (!/^[+-]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.test(text)) return undefined;
  let nanos = 0n;
  for (const [, digits = '', fraction = '', unit = ''] of text.matchAll(/(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/g)) {
    const size = units[unit] ?? 0n;
    nanos += BigInt(digits || '0') * size;
    if (fraction !== '') nanos += (BigInt(fraction) * size) / 10n ** BigInt(fraction.length);
  }
  return new Duration(text.startsWith('-') ? -nanos : nanos);
}

/** In seconds, as CEL's `string(duration)` has it: `5400s`, `1.5s`. */
export function formatDuration({ nanos }: Duration): string {
  const size = nanos < 0n ? -nanos : nanos;
  return `${nanos < 0n ? '-' : ''}${size / nanosPerSecond}${fractionOf(size % nanosPerSecond)}s`;
}

function fractionOf(nanos: bigint): string {
  return nanos === 0n ? '' : `.${nanos.toString().padStart(9, '0').replace(/0+$/, '')}`;
}

export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}
