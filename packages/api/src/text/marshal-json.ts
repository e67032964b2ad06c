import { isJsonObject } from '../values/json.js';

const htmlCharacters = /[<>&\u2028\u2029]/g;

/**
 * JSON as Go's encoder writes it: fields sorted by name, `<`, `>` and `&` escaped. With `indent` as its MarshalIndent:
 * one element a line.
 */
export function marshalJson(value: unknown, indent = ''): string {
  return escapeHtml(JSON.stringify(sorted(value), undefined, indent));
}

/** JSON with `<`, `>` and `&` escaped, as Go's encoder writes it. */
export function escapeHtml(json: string): string {
  return json.replace(htmlCharacters, escapeUnicode);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted(value[name])]));
}

function escapeUnicode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
