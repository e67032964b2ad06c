import { CelRuntimeError } from '../cel-error.js';
import { declare, type Library } from '../functions.js';
import { formatDuration, formatTimestamp, parseCelDuration, parseTimestamp } from '../times.js';
import { decodeUtf8, encodeUtf8 } from '../utf8.js';
import { type Duration, intOf, Timestamp, type Uint, uintOf, type Value } from '../values.js';

const same = (value: Value) => value;

/** `int(x)`, `string(x)`, `timestamp(x)` and the like. */
export const conversions: Library = [
  declare('int64_to_int64', 'int(int) -> int', same),
  declare('uint64_to_int64', 'int(uint) -> int', ({ value }: Uint) => intOf(value)),
  declare('double_to_int64', 'int(double) -> int', (value: number) => intOf(whole(value))),
  declare('string_to_int64', 'int(string) -> int', (text: string) => {
    if (!/^[+-]?\d+$/.test(text)) throw conversionError(text);
    return intOf(BigInt(text));
  }),
  declare('timestamp_to_int64', 'int(timestamp) -> int', ({ nanos }: Timestamp) => nanos / 1_000_000_000n),
  declare('uint64_to_uint64', 'uint(uint) -> uint', same),
  declare('int64_to_uint64', 'uint(int) -> uint', (value: bigint) => uintOf(value)),
  declare('double_to_uint64', 'uint(double) -> uint', (value: number) => uintOf(whole(value))),
  declare('string_to_uint64', 'uint(string) -> uint', (text: string) => {
    if (!/^\d+$/.test(text)) throw conversionError(text);
    return uintOf(BigInt(text));
  }),
  declare('double_to_double', 'double(double) -> double', same),
  declare('int64_to_double', 'double(int) -> double', (value: bigint) => Number(value)),
  declare('uint64_to_double', 'double(uint) -> double', ({ value }: Uint) => Number(value)),
  declare('string_to_double', 'double(string) -> double', (text: string) => {
    const value = text.trim() === '' || text !== text.trim() ? Number.NaN : Number(text);
    if (Number.isNaN(value) && text !== 'NaN') throw conversionError(text);
    return value;
  }),
  declare('string_to_string', 'string(string) -> string', same),
  declare('bool_to_string', 'string(bool) -> string', String),
  declare('int64_to_string', 'string(int) -> string', String),
  declare('uint64_to_string', 'string(uint) -> string', ({ value }: Uint) => String(value)),
  declare('double_to_string', 'string(double) -> string', String),
  declare('bytes_to_string', 'string(bytes) -> string', (value: Uint8Array) => {
    const text = decodeUtf8(value);
    if (text === undefined) throw new CelRuntimeError('invalid UTF-8 in bytes, cannot convert to string');
    return text;
  }),
  declare('timestamp_to_string', 'string(timestamp) -> string', formatTimestamp),
  declare('duration_to_string', 'string(duration) -> string', formatDuration),
  declare('bytes_to_bytes', 'bytes(bytes) -> bytes', same),
  declare('string_to_bytes', 'bytes(string) -> bytes', encodeUtf8),
  declare('bool_to_bool', 'bool(bool) -> bool', same),
  declare('string_to_bool', 'bool(string) -> bool', (text: string) => {
    if (['1', 't', 'true', 'TRUE', 'True'].includes(text)) return true;
    if (['0', 'f', 'false', 'FALSE', 'False'].includes(text)) return false;
    throw new CelRuntimeError(`type conversion error from 'string' to 'bool'`);
  }),
  declare('duration_to_duration', 'duration(duration) -> duration', same),
  declare('string_to_duration', 'duration(string) -> duration', (text: string): Duration => {
    const value = parseCelDuration(text);
    if (value === undefined) throw new CelRuntimeError(`time: invalid duration ${JSON.stringify(text)}`);
    return value;
  }),
  declare('timestamp_to_timestamp', 'timestamp(timestamp) -> timestamp', same),
  declare(
    'int64_to_timestamp',
    'timestamp(int) -> timestamp',
    (seconds: bigint) => new Timestamp(seconds * 1_000_000_000n),
  ),
  declare('string_to_timestamp', 'timestamp(string) -> timestamp', (text: string) => {
    const value = parseTimestamp(text);
    if (value === undefined)
      throw new CelRuntimeError(`parsing time ${JSON.stringify(text)} as "2006-01-02T15:04:05Z07:00"`);
    return value;
  }),
];

function whole(value: number): bigint {
  if (!Number.isFinite(value)) throw new CelRuntimeError('integer overflow');
  return BigInt(Math.trunc(value));
}

function conversionError(text: string): CelRuntimeError {
  return new CelRuntimeError(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
}
