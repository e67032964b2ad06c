import { isJsonObject, type JsonObject } from '@sampan/api';

/** The fields that a simple JSON path names one after the other: `.spec.replicas`, without brackets. */
export function stepsOf(path: string): readonly string[] {
  return path.replace(/^\./, '').split('.');
}

/** What lies at the end of the steps; undefined where there is nothing. */
export function valueAt(object: object, steps: readonly string[]): unknown {
  let value: unknown = object;
  for (const step of steps) {
    if (!isJsonObject(value) || !Object.hasOwn(value, step)) return undefined;
    value = value[step];
  }
  return value;
}

/** A copy of the object with another value at the end of the steps; what they pass and is no object becomes one. */
export function withValueAt<T extends object>(object: T, steps: readonly string[], value: unknown): T {
  const [step, ...rest] = steps;
  if (step === undefined) return value as T;
  const inside = (object as JsonObject)[step];
  const next = rest.length === 0 ? value : withValueAt(isJsonObject(inside) ? inside : {}, rest, value);
  return { ...object, [step]: next };
}
