import { type Expr, type Fold, nameOf } from './ast.js';
import type { Issue } from './cel-error.js';
import type { Functions, Overload } from './functions.js';
import {
  bool,
  bytes,
  double,
  dyn,
  errorType,
  formatType,
  int,
  isAssignable,
  listOf,
  mapOf,
  nullType,
  type StructType,
  type Substitution,
  string,
  substitute,
  type Type,
  uint,
} from './types.js';
import { Uint } from './values.js';

/** What is known of an expression that is of one type. */
export interface Checked {
  readonly type: Type;
  /** Types of all parts. */
  typeOf(expression: Expr): Type;
  /** Which overloads a call may be, by what is known of its arguments. */
  overloadsOf(expression: Expr): readonly Overload[];
  /** The function that a call of a qualified name means: `sets.contains`; undefined: it is a member's. */
  qualifiedName(expression: Expr): string | undefined;
  /** The variable that a selection spells: `authorizer.requestResource`; undefined: it spells none. */
  dottedVariable(expression: Expr & { kind: 'select' }): string | undefined;
  /** The type of what a struct expression makes; undefined: there is no such struct. */
  structOf(name: string): StructType | undefined;
  /** Whether the expression looks at a variable. */
  uses(variable: string): boolean;
}

export interface CheckOptions {
  readonly functions: Functions;
  /** What expressions can make, by its name. */
  structType(name: string): StructType | undefined;
  readonly variables: ReadonlyMap<string, Type>;
}

/** Finds the type of every part of an expression; what does not go together is an issue. */
export function check(root: Expr, { functions, structType, variables }: CheckOptions, issues: Issue[]): Checked {
  const types = new Map<Expr, Type>();
  const overloads = new Map<Expr, readonly Overload[]>();
  const qualified = new Map<Expr, string>();
  const dotted = new Map<Expr, string>();
  const used = new Set<string>();
  const known: Substitution = new Map();
  const scopes: { name: string; type: Type }[] = [];
  let fresh = 0;

  const report = (at: number, message: string): Type => {
    issues.push({ at, message });
    return errorType;
  };
  const parameter = (): Type => ({ kind: 'param', name: `_var${fresh++}` });
  const shown = (type: Type) => formatType(substitute(type, known, dyn));

  function visit(expression: Expr): Type {
    const type = typeOf(expression);
    types.set(expression, type);
    return type;
  }

  function typeOf(expression: Expr): Type {
    switch (expression.kind) {
      case 'literal':
        return literalType(expression.value);
      case 'ident':
        return identType(expression.name, expression.at);
      case 'select':
        return selectType(expression);
      case 'call':
        return callType(expression);
      case 'list':
        return listType(expression);
      case 'map':
        return mapType(expression);
      case 'struct':
        return typeOfStruct(expression);
      case 'fold':
        return foldType(expression, expression.at);
    }
  }

  function identType(name: string, at: number): Type {
    const local = scopes.findLast((scope) => scope.name === name);
    if (local !== undefined) return local.type;
    const type = variables.get(name);
    if (type === undefined) {
      return typeNames.get(name) ?? report(at, `undeclared reference to '${name}' (in container '')`);
    }
    used.add(name);
    return type;
  }

  function selectType(expression: Expr & { kind: 'select' }): Type {
    const { operand, field, at, testOnly, optional } = expression;
    const variable = dottedVariable(expression);
    if (variable !== undefined) {
      dotted.set(expression, variable);
      used.add(variable);
      return variables.get(variable) ?? dyn;
    }
    const of = substitute(visit(operand), known);
    const isOptional = of.kind === 'optional';
    const inside = isOptional ? of.value : of;
    const type = fieldType(inside, field, at);
    if (testOnly) return bool;
    if (!optional && !isOptional) return type;
    return type.kind === 'optional' ? type : { kind: 'optional', value: type };
  }

  function dottedVariable(expression: Expr & { kind: 'select' }): string | undefined {
    const name = nameOf(expression);
    if (name === undefined || !variables.has(name)) return undefined;
    return scopes.some((scope) => name.startsWith(`${scope.name}.`)) ? undefined : name;
  }

  function fieldType(of: Type, field: string, at: number): Type {
    switch (of.kind) {
      case 'map':
        return of.value;
      case 'object':
        return of.field(field) ?? report(at, `undefined field '${field}'`);
      case 'dyn':
      case 'error':
      case 'param':
        return of.kind === 'error' ? errorType : dyn;
      default:
        return report(at, `type '${shown(of)}' does not support field selection`);
    }
  }

  function callType(expression: Expr & { kind: 'call' }): Type {
    const { target, args, at } = expression;
    const name = target === undefined ? undefined : qualifiedNameOf(target, expression.name);
    if (name !== undefined) qualified.set(expression, name);
    const called = name ?? expression.name;
    const candidates = (functions.get(called) ?? []).filter(
      ({ isMember }) => isMember === (target !== undefined && name === undefined),
    );
    const given = [...(target === undefined || name !== undefined ? [] : [target]), ...args].map(visit);
    if (candidates.length === 0) {
      const isKnown = functions.has(called);
      return report(
        at,
        isKnown
          ? noOverload(called, given, target !== undefined && name === undefined)
          : `undeclared reference to '${called}' (in container '')`,
      );
    }
    return resolveCall({ expression, called, isMember: target !== undefined && name === undefined }, candidates, given);
  }

  function resolveCall(
    { expression, called, isMember }: { expression: Expr; called: string; isMember: boolean },
    candidates: readonly Overload[],
    given: readonly Type[],
  ): Type {
    const matching: Overload[] = [];
    let result: Type | undefined;
    const before = new Map(known);
    for (const overload of candidates) {
      const instance = instantiate(overload);
      const trial = new Map(before);
      if (instance.args.length !== given.length) continue;
      if (!instance.args.every((arg, index) => isAssignable(arg, given[index] as Type, trial))) continue;
      matching.push(overload);
      const type = substitute(instance.result, trial);
      if (result === undefined) {
        result = type;
        for (const [name, bound] of trial) known.set(name, bound);
      } else if (formatType(result) !== formatType(type)) result = dyn;
    }
    if (result === undefined) return report(expression.at, noOverload(called, given, isMember));
    overloads.set(expression, matching);
    return result;
  }

  function noOverload(called: string, given: readonly Type[], isMember: boolean): string {
    const [first, ...rest] = given.map(shown);
    const args = isMember ? `${first}.(${rest.join(', ')})` : `(${given.map(shown).join(', ')})`;
    return `found no matching overload for '${called}' applied to '${args}'`;
  }

  /** An overload with parameters of its own. */
  function instantiate({ args, result }: Overload): Pick<Overload, 'args' | 'result'> {
    const own: Substitution = new Map();
    const rename = (type: Type): Type => {
      switch (type.kind) {
        case 'param': {
          const renamed = own.get(type.name) ?? parameter();
          own.set(type.name, renamed);
          return renamed;
        }
        case 'list':
          return listOf(rename(type.item));
        case 'map':
          return mapOf(rename(type.key), rename(type.value));
        case 'optional':
          return { kind: 'optional', value: rename(type.value) };
        case 'type':
          return { kind: 'type', of: rename(type.of) };
        default:
          return type;
      }
    };
    return { args: args.map(rename), result: rename(result) };
  }

  /** `sets.contains`, where nothing is called `sets`. */
  function qualifiedNameOf(target: Expr, name: string): string | undefined {
    if (target.kind !== 'ident') return undefined;
    if (variables.has(target.name) || scopes.some((scope) => scope.name === target.name)) return undefined;
    const whole = `${target.name}.${name}`;
    return functions.has(whole) ? whole : undefined;
  }

  function listType({ items, optional }: Expr & { kind: 'list' }): Type {
    const item = common(
      items.map((one, index) => {
        const type = visit(one);
        return { at: one.at, type: optional.has(index) ? unwrap(type, one.at) : type };
      }),
    );
    return listOf(item);
  }

  function mapType({ entries }: Expr & { kind: 'map' }): Type {
    const key = common(entries.map((entry) => ({ at: entry.key.at, type: visit(entry.key) })));
    const value = common(
      entries.map((entry) => {
        const type = visit(entry.value);
        return { at: entry.value.at, type: entry.optional ? unwrap(type, entry.value.at) : type };
      }),
    );
    return mapOf(key, value);
  }

  function typeOfStruct({ name, fields, at }: Expr & { kind: 'struct' }): Type {
    const struct = structType(name);
    for (const field of fields) {
      const type = visit(field.value);
      if (struct === undefined) continue;
      const given = field.optional ? unwrap(type, field.value.at) : type;
      const expected = struct.field(field.name) ?? report(field.at, `undefined field '${field.name}'`);
      if (isAssignable(expected, given, known)) continue;
      const types = `'${shown(expected)}' but provided type is '${shown(given)}'`;
      report(field.at, `expected type of field '${field.name}' is ${types}`);
    }
    return struct ?? report(at, `undeclared reference to '${name}' (in container '')`);
  }

  function unwrap(type: Type, at: number): Type {
    const of = substitute(type, known);
    if (of.kind === 'optional') return of.value;
    if (of.kind === 'dyn' || of.kind === 'error') return dyn;
    return report(at, `expected type 'optional_type' but found '${shown(of)}'`);
  }

  /** What the parts of a literal have in common: all are of one type. */
  function common(parts: readonly { at: number; type: Type }[]): Type {
    const [first, ...rest] = parts;
    if (first === undefined) return parameter();
    for (const { at, type } of rest) {
      if (isAssignable(first.type, type, known)) continue;
      report(at, `expected type '${shown(first.type)}' but found '${shown(type)}'`);
    }
    return first.type;
  }

  function foldType(fold: Fold, at: number): Type {
    const range = substitute(visit(fold.range), known);
    const [first, second] = elementTypes(range, fold, at);
    const accumulated = visit(fold.init);
    const around = scopes.length;
    scopes.push({ name: fold.accumulator, type: accumulated }, { name: fold.first, type: first });
    if (fold.second !== undefined) scopes.push({ name: fold.second, type: second });
    expectType(fold.condition, bool);
    expectType(fold.step, accumulated);
    scopes.length = around + 1;
    const result = visit(fold.result);
    scopes.length = around;
    return substitute(result, known);
  }

  function elementTypes(range: Type, { second }: Fold, at: number): [Type, Type] {
    switch (range.kind) {
      case 'list':
        return second === undefined ? [range.item, dyn] : [int, range.item];
      case 'map':
        return [range.key, range.value];
      case 'dyn':
      case 'error':
      case 'param':
        return [dyn, dyn];
      default:
        report(
          at,
          `expression of type '${shown(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
        );
        return [errorType, errorType];
    }
  }

  function expectType(expression: Expr, expected: Type): void {
    const type = visit(expression);
    if (isAssignable(expected, type, known)) return;
    report(expression.at, `expected type '${shown(expected)}' but found '${shown(type)}'`);
  }

  const type = substitute(visit(root), known, dyn);
  return {
    type,
    typeOf: (expression) => substitute(types.get(expression) ?? dyn, known, dyn),
    overloadsOf: (expression) => overloads.get(expression) ?? [],
    qualifiedName: (expression) => qualified.get(expression),
    dottedVariable: (expression) => dotted.get(expression),
    structOf: structType,
    uses: (variable) => used.has(variable),
  };
}

/** Types are values as well: `type(x) == string`. */
export const typeNames: ReadonlyMap<string, Type> = new Map(
  Object.entries({
    ...{ bool, int, uint, double, string, bytes },
    ...{ list: listOf(dyn), map: mapOf(dyn, dyn), null_type: nullType, type: { kind: 'type', of: dyn } as Type },
    'google.protobuf.Timestamp': { kind: 'google.protobuf.Timestamp' } as Type,
    'google.protobuf.Duration': { kind: 'google.protobuf.Duration' } as Type,
  }).map(([name, of]) => [name, { kind: 'type', of }]),
);

function literalType(value: unknown): Type {
  if (value === null) return nullType;
  if (value instanceof Uint) return uint;
  if (value instanceof Uint8Array) return bytes;
  switch (typeof value) {
    case 'boolean':
      return bool;
    case 'bigint':
      return int;
    case 'number':
      return double;
    default:
      return string;
  }
}
