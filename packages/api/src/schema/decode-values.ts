import { QuantityError } from '../quantity/parse.js';
import { canonicalQuantity } from '../quantity/quantity.js';
import { illegalBase64Offset, withoutLineBreaks } from './base64-bytes.js';
import { DecodeFailure, type Decoder, type DecodeState, mismatch, mismatchMessage } from './decode-state.js';
import { canonicalMicroTime, canonicalTime, TimeError } from './go-time.js';

const int32 = { type: 'int32' as 'int32' | 'int64', min: -(2 ** 31), max: 2 ** 31 - 1 };
/** The largest double that is an int64 comes 1024 before 2⁶³. */
const int64: typeof int32 = { type: 'int64', min: -(2 ** 63), max: 2 ** 63 - 1024 };

/** A string; `type` is the Go type where it has a name of its own, such as `v1.RestartPolicy`. */
export function decodeString(type = 'string'): Decoder {
  return (value, state) => (typeof value === 'string' ? value : mismatch(state, value, type, 'string'));
}

export const decodeBoolean: Decoder = (value, state) =>
  typeof value === 'boolean' ? value : mismatch(state, value, 'bool', 'bool');

export const decodeNumber: Decoder = (value, state) =>
  typeof value === 'number' ? value : mismatch(state, value, 'float64', 'float64');

export const decodeInt32: Decoder = (value, state) => decodeInteger(value, state, int32);

export const decodeInt64: Decoder = (value, state) => decodeInteger(value, state, int64);

/** Bytes travel as standard base64. */
export const decodeBytes: Decoder = (value, state) => {
  if (typeof value !== 'string') return mismatch(state, value, '[]uint8', 'slice');
  const offset = illegalBase64Offset(value);
  if (offset !== -1) state.error ??= `illegal base64 data at input byte ${offset}`;
  return withoutLineBreaks(value);
};

/** A `metav1.Time`: stored in UTC, in whole seconds. */
export const decodeTime: Decoder = (value, state) => decodeTimeWith(value, state, canonicalTime);

/** A `metav1.MicroTime`: stored in UTC, in microseconds. */
export const decodeMicroTime: Decoder = (value, state) => decodeTimeWith(value, state, canonicalMicroTime);

/** Quantities that are canonical at a glance: most are. */
const plainQuantity = /^(?:0|[1-9]\d{0,2}(?:m|[kMGT]|[KMGT]i)?)$/;

/** A quantity may come as a number; it is stored in its canonical form (`1000m` as `1`). */
export const decodeQuantity: Decoder = (value) => {
  if (typeof value === 'string' && plainQuantity.test(value)) return value;
  try {
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    return canonicalQuantity(text.trim());
  } catch (error) {
    if (error instanceof QuantityError) throw new DecodeFailure(error.message);
    throw error;
  }
};

/** An int32 or a string. */
export const decodeIntOrString: Decoder = (value, state) => {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') throw new DecodeFailure(mismatchMessage(state, kindText(value), 'int32'));
  return decodeInteger(value, state, int32);
};

/** JSON of any shape. */
export const decodeRaw: Decoder = (value) => value;

function decodeInteger(value: unknown, state: DecodeState, range: typeof int32): unknown {
  if (typeof value !== 'number') return mismatch(state, value, range.type, range.type);
  if (state.wording === 'unstructured' && !Number.isInteger(value))
    return mismatch(state, value, range.type, range.type);
  if (!Number.isInteger(value) || value < range.min || value > range.max) {
    state.error ??= mismatchMessage(state, `number ${value}`, range.type);
  }
  return value;
}

function decodeTimeWith(value: unknown, state: DecodeState, canonical: (text: string) => string): unknown {
  if (typeof value !== 'string') throw new DecodeFailure(mismatchMessage(state, kindText(value), 'string'));
  try {
    return canonical(value);
  } catch (error) {
    if (error instanceof TimeError) throw new DecodeFailure(error.message);
    throw error;
  }
}

function kindText(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
