import { CelRuntimeError } from './cel-error.js';
import { formatDuration, formatTimestamp } from './times.js';
import { CelObject, Duration, isList, isMap, Timestamp, typeNameOf, Uint, type Value } from './values.js';

/** A value as JSON: what mutations make becomes part of an object. Throws a CelRuntimeError where it cannot be written so. */
export function toJson(value: Value): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  if (value instanceof Uint) return Number(value.value);
  if (isList(value)) return value.map(toJson);
  if (isMap(value)) return Object.fromEntries([...value].map(([key, inside]) => [keyOf(key), toJson(inside)]));
  if (value instanceof CelObject) {
    return Object.fromEntries([...value.names()].map((name) => [name, toJson(value.get(name) ?? null)]));
  }
  if (value instanceof Timestamp) return formatTimestamp(value);
  if (value instanceof Duration) return formatDuration(value);
  throw new CelRuntimeError(`unsupported type conversion: ${typeNameOf(value)} to JSON`);
}

function keyOf(key: Value): string {
  if (typeof key === 'string') return key;
  throw new CelRuntimeError(`map key is of type ${typeNameOf(key)}, not string`);
}
