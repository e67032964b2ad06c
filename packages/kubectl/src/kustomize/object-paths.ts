import { isJsonObject, type JsonObject } from '@sampan/api';
import { CommandError } from '../framework/errors.js';
import type { FieldPlace } from './field-specs.js';

/** `spec.containers.[name=web].image`, `data.a\.b` and `data.[a.b]` as parts: dots in brackets and behind a backslash belong to a part. */
export function splitDots(path: string): string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (let at = 0; at < path.length; at++) {
    const letter = path.charAt(at);
    if (letter === '\\' && path.charAt(at + 1) === '.') {
      parts[parts.length - 1] += '.';
      at++;
      continue;
    }
    if (letter === '[') depth++;
    if (letter === ']') depth--;
    if (letter === '.' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts.filter((part) => part !== '');
}

/** What stands at a path of dots; undefined if nothing does. */
export function readPath(object: unknown, path: string): unknown {
  return findPlaces(object, path, undefined)[0]?.value;
}

/**
 * The places that a path means: `[name=value]` are the elements of a list with that field, `*` all of them, `-` a new one
 * behind the last, a number one by its place. With `created`, fields that are not there are made to hold it.
 */
export function findPlaces(object: unknown, path: string, created: unknown): FieldPlace[] {
  return places(object, splitDots(path), created);
}

function places(node: unknown, [part = '', ...rest]: readonly string[], created: unknown): FieldPlace[] {
  const found = Array.isArray(node) ? elements(node, part, { rest, created }) : fields(node, part, { rest, created });
  if (rest.length === 0) return found;
  return found.flatMap(({ value }) => places(value, rest, created));
}

interface Onward {
  rest: readonly string[];
  created: unknown;
}

function fields(node: unknown, part: string, { rest, created }: Onward): FieldPlace[] {
  if (!isJsonObject(node)) return [];
  const name = /^\[([^=]+)\]$/.exec(part)?.[1] ?? part;
  if (name === '*') return Object.keys(node).map((key) => placeOf(node, key));
  if (node[name] === undefined) {
    if (created === undefined) return [];
    const [next] = rest;
    node[name] = next === undefined ? structuredClone(created) : isListPart(next) ? [] : {};
  }
  return [placeOf(node, name)];
}

function isListPart(part: string): boolean {
  return part === '-' || /^\[.*=.*\]$/.test(part);
}

function elements(list: unknown[], part: string, { rest, created }: Onward): FieldPlace[] {
  const blank = () => (rest.length === 0 ? structuredClone(created) : {});
  if (part === '*') return list.map((_, at) => placeOf(list, at));
  if (part === '-') {
    if (created !== undefined) list.push(blank());
    return list.length === 0 ? [] : [placeOf(list, list.length - 1)];
  }
  const [, key, value] = /^\[(?:([^=]*)=)?(.*)\]$/.exec(part) ?? [];
  if (value !== undefined) {
    const isMeant = (item: unknown) =>
      key ? isJsonObject(item) && String(item[key]) === value : String(item) === value;
    const found = list.flatMap((item, at) => (isMeant(item) ? [placeOf(list, at)] : []));
    if (found.length > 0 || created === undefined) return found;
    list.push(key ? { [key]: value } : value);
    return [placeOf(list, list.length - 1)];
  }
  const index = Number(part);
  if (!/^\d+$/.test(part)) return [];
  if (index > list.length || (index === list.length && created === undefined)) {
    throw new CommandError(`index ${index} specified but only ${list.length} elements found`);
  }
  if (index === list.length) list.push(blank());
  return [placeOf(list, index)];
}

function placeOf(holder: JsonObject | unknown[], key: string | number): FieldPlace {
  const at = holder as Record<string | number, unknown>;
  return {
    value: at[key],
    set: (value) => {
      at[key] = value;
    },
  };
}
