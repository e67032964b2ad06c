import type { Value } from './values.js';

/** A type of the language. */
export type Type =
  | { readonly kind: ScalarKind }
  | { readonly kind: 'list'; readonly item: Type }
  | { readonly kind: 'map'; readonly key: Type; readonly value: Type }
  | { readonly kind: 'optional'; readonly value: Type }
  | { readonly kind: 'type'; readonly of: Type }
  | { readonly kind: 'opaque'; readonly name: string }
  | ObjectType
  | { readonly kind: 'param'; readonly name: string };

type ScalarKind = (typeof scalars)[number];

const scalars = [
  ...(['bool', 'int', 'uint', 'double', 'string', 'bytes', 'null', 'dyn', 'error'] as const),
  ...(['google.protobuf.Timestamp', 'google.protobuf.Duration'] as const),
] as const;

/** An object whose fields are known. */
export interface ObjectType {
  readonly kind: 'object';
  readonly name: string;
  /** A field's type; undefined: there is no such field. */
  field(name: string): Type | undefined;
}

/** An object that expressions can make: `Object.spec{replicas: 3}`. */
export interface StructType extends ObjectType {
  /** The object of these fields; throws a CelRuntimeError where they make none. */
  make(fields: ReadonlyMap<string, Value>): Value;
}

export const bool: Type = { kind: 'bool' };
export const int: Type = { kind: 'int' };
export const uint: Type = { kind: 'uint' };
export const double: Type = { kind: 'double' };
export const string: Type = { kind: 'string' };
export const bytes: Type = { kind: 'bytes' };
export const nullType: Type = { kind: 'null' };
export const dyn: Type = { kind: 'dyn' };
export const errorType: Type = { kind: 'error' };
export const timestamp: Type = { kind: 'google.protobuf.Timestamp' };
export const duration: Type = { kind: 'google.protobuf.Duration' };

export function listOf(item: Type): Type {
  return { kind: 'list', item };
}

export function mapOf(key: Type, value: Type): Type {
  return { kind: 'map', key, value };
}

/** As cel-go prints it: `map(string, list(int))`. */
export function formatType(type: Type): string {
  switch (type.kind) {
    case 'list':
      return `list(${formatType(type.item)})`;
    case 'map':
      return `map(${formatType(type.key)}, ${formatType(type.value)})`;
    case 'optional':
      return `optional_type(${formatType(type.value)})`;
    case 'type':
      return `type(${formatType(type.of)})`;
    case 'opaque':
    case 'object':
    case 'param':
      return type.name;
    case 'error':
      return '!error!';
    default:
      return type.kind;
  }
}

/** The types of a signature, written as `map<string, list<A>>`: capital letters are parameters. */
export function parseType(text: string): Type {
  const [type, rest] = readType(text.trim());
  if (rest.trim() !== '') throw new TypeError(`not a type: ${text}`);
  return type;
}

const shortNames: Readonly<Record<string, Type>> = { timestamp, duration };

function readType(text: string): [Type, string] {
  const [, name = '', more = ''] = /^([\w.]+)\s*([\s\S]*)$/.exec(text) ?? [];
  const args: Type[] = [];
  let rest = more;
  if (rest.startsWith('<')) {
    do {
      const [type, after] = readType(rest.slice(1).trim());
      args.push(type);
      rest = after.trim();
    } while (rest.startsWith(','));
    rest = rest.slice(1);
  }
  return [named(name, args), rest];
}

function named(name: string, [first = dyn, second = dyn]: readonly Type[]): Type {
  if (name === 'list') return listOf(first);
  if (name === 'map') return mapOf(first, second);
  if (name === 'optional') return { kind: 'optional', value: first };
  if (name === 'type') return { kind: 'type', of: first };
  if (/^[A-Z]$/.test(name)) return { kind: 'param', name };
  const scalar = scalars.find((candidate) => candidate === name);
  if (scalar !== undefined) return { kind: scalar };
  return shortNames[name] ?? { kind: 'opaque', name };
}

/** What type parameters stand for, as far as it is known. */
export type Substitution = Map<string, Type>;

/** A type with what its parameters stand for in their place; those that stand for nothing become `unknown`. */
export function substitute(type: Type, known: Substitution, unknown?: Type): Type {
  switch (type.kind) {
    case 'param': {
      const found = known.get(type.name);
      return found === undefined ? (unknown ?? type) : substitute(found, known, unknown);
    }
    case 'list':
      return listOf(substitute(type.item, known, unknown));
    case 'map':
      return mapOf(substitute(type.key, known, unknown), substitute(type.value, known, unknown));
    case 'optional':
      return { kind: 'optional', value: substitute(type.value, known, unknown) };
    case 'type':
      return { kind: 'type', of: substitute(type.of, known, unknown) };
    default:
      return type;
  }
}

/** Whether a value of `from` is one of `to`; what has to hold for parameters is noted in `known`, if it is. */
export function isAssignable(to: Type, from: Type, known: Substitution): boolean {
  const trial = new Map(known);
  if (!unify(to, from, trial)) return false;
  for (const [name, type] of trial) known.set(name, type);
  return true;
}

function unify(to: Type, from: Type, known: Substitution): boolean {
  const [a, b] = [resolve(to, known), resolve(from, known)];
  if (a.kind === 'param' && b.kind === 'param' && a.name === b.name) return true;
  if (a.kind === 'param') return bind(a.name, b, known);
  if (b.kind === 'param') return bind(b.name, a, known);
  if (isAny(a) || isAny(b)) return true;
  if (b.kind === 'null') return a.kind === 'null' || !isPlain(a);
  if (a.kind !== b.kind) return false;
  if (a.kind === 'list' && b.kind === 'list') return unify(a.item, b.item, known);
  if (a.kind === 'map' && b.kind === 'map') return unify(a.key, b.key, known) && unify(a.value, b.value, known);
  if (a.kind === 'optional' && b.kind === 'optional') return unify(a.value, b.value, known);
  // What a type is of is a matter of values.
  if (a.kind === 'type') return true;
  if ('name' in a && 'name' in b) return a.name === b.name;
  return true;
}

function resolve(type: Type, known: Substitution): Type {
  const found = type.kind === 'param' ? known.get(type.name) : undefined;
  return found === undefined ? type : resolve(found, known);
}

function bind(name: string, type: Type, known: Substitution): boolean {
  if (mentions(type, name, known)) return false;
  known.set(name, type);
  return true;
}

function mentions(type: Type, name: string, known: Substitution): boolean {
  const found = resolve(type, known);
  switch (found.kind) {
    case 'param':
      return found.name === name;
    case 'list':
      return mentions(found.item, name, known);
    case 'map':
      return mentions(found.key, name, known) || mentions(found.value, name, known);
    case 'optional':
      return mentions(found.value, name, known);
    default:
      return false;
  }
}

function isAny({ kind }: Type): boolean {
  return kind === 'dyn' || kind === 'error';
}

function isPlain({ kind }: Type): boolean {
  return kind === 'list' || kind === 'map' || (scalars as readonly string[]).includes(kind);
}
