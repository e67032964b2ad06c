import { type JsonObject, setField } from './json.js';

/** A copy of a JSON value that shares nothing with it. */
export function deepClone<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const list = new Array<unknown>(value.length);
    for (let index = 0; index < value.length; index++) list[index] = deepClone(value[index]);
    return list as T;
  }
  const copy: JsonObject = {};
  for (const key of Object.keys(value)) setField(copy, key, deepClone((value as JsonObject)[key]));
  return copy as T;
}
