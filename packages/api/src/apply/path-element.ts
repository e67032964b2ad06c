import { isJsonObject } from '../values/json.js';
import type { FieldType } from './field-type.js';

/** A list whose elements are owned one by one. */
export type AssociativeList = Extract<FieldType, { kind: 'keyed' | 'set' }>;

/** A list element that cannot be told from the others; `message` says why. */
export class ListKeyError extends Error {
  override name = 'ListKeyError';
}

/** `k:{"name":"web"}` or `v:"x"`: what an element is called in a field set. */
export function pathElementOf(element: unknown, list: AssociativeList): string {
  if (list.kind !== 'keyed') return `v:${JSON.stringify(element)}`;
  if (!isJsonObject(element)) {
    throw new ListKeyError('associative list with keys may not have non-map elements');
  }
  let text = '';
  for (const key of list.keys) {
    const value = (Object.hasOwn(element, key) ? element[key] : undefined) ?? list.defaults[key];
    if (value === undefined) continue;
    text += `${text === '' ? '' : ','}"${key}":${JSON.stringify(value)}`;
  }
  if (text === '') {
    throw new ListKeyError('associative list with keys has an element that omits all key fields');
  }
  return `k:{${text}}`;
}

/** The elements of a list by their path elements, in their order; of several that share one, the first. */
export function indexElements(list: readonly unknown[], type: AssociativeList): Map<string, unknown> {
  const index = new Map<string, unknown>();
  for (const element of list) {
    const key = pathElementOf(element, type);
    if (!index.has(key)) index.set(key, element);
  }
  return index;
}
