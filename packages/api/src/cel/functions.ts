import { parseType, type Type } from './types.js';
import type { Value } from './values.js';

/** One way to call a function. A member's first argument is what it is called on. */
export interface Overload {
  readonly id: string;
  readonly args: readonly Type[];
  readonly result: Type;
  readonly isMember: boolean;
  /** Throws a CelRuntimeError where it has no result. */
  call(...args: Value[]): Value;
}

/** Functions by name, each with its overloads in the order in which they are tried. */
export type Functions = ReadonlyMap<string, readonly Overload[]>;

/** What a library adds: a line for each overload. */
export type Library = readonly Declaration[];

// biome-ignore lint/suspicious/noExplicitAny: the signature says what the arguments are
type Implementation = (...args: any[]) => Value;

interface Declaration {
  readonly name: string;
  readonly overload: Overload;
}

/**
 * Declares an overload by its signature: `string.startsWith(string) -> bool` of a member, `size(list<A>) -> int` of a
 * function, `sets.contains(list<A>, list<A>) -> bool` of one with a qualified name.
 */
export function declare(id: string, signature: string, call: Implementation): Declaration {
  const [, head = '', inside = '', result = ''] = /^([^(]+)\((.*)\)\s*->\s*(.+)$/.exec(signature) ?? [];
  const args = splitTypes(inside).map(parseType);
  const [, receiver, name = head] = /^([a-z][\w.]*(?:<.*>)?|[A-Z])\.(\w+|@\w+)$/.exec(head) ?? [];
  const isMember = receiver !== undefined && !qualifiers.has(receiver);
  return {
    name: isMember ? name : head,
    overload: {
      id,
      args: isMember ? [parseType(receiver), ...args] : args,
      result: parseType(result),
      isMember,
      call,
    },
  };
}

/** What stands before a dot and is no type. */
const qualifiers = new Set(['sets', 'optional', 'ip', 'format', 'strings', 'jsonpatch']);

function splitTypes(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '<') depth++;
    else if (text[index] === '>') depth--;
    else if (text[index] === ',' && depth === 0) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  const last = text.slice(start).trim();
  return last === '' ? parts : [...parts, last];
}

export function collect(libraries: readonly Library[]): Functions {
  const functions = new Map<string, Overload[]>();
  for (const { name, overload } of libraries.flat()) {
    const known = functions.get(name) ?? [];
    known.push(overload);
    functions.set(name, known);
  }
  return functions;
}
