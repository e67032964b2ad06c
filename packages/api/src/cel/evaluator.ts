import type { Expr, Fold } from './ast.js';
import { CelCostError, CelRuntimeError } from './cel-error.js';
import type { Checked } from './checker.js';
import { typeNames } from './checker.js';
import { actualCost, createList, createMap, createStruct } from './costs.js';
import type { Overload } from './functions.js';
import { optionalOf } from './library/standard.js';
import { accumulator } from './macros.js';
import type { StructType, Type } from './types.js';
import {
  type CelMap,
  CelObject,
  findInMap,
  isList,
  isMap,
  OptionalValue,
  TypeValue,
  typeNameOf,
  type Value,
} from './values.js';

/** What one evaluation works on. */
export interface Frame {
  readonly variables: Readonly<Record<string, Value | undefined>>;
  /** What iterations are about, by the place that the compiler gave them. */
  readonly locals: Value[];
  cost: number;
  readonly limit: number;
}

type Step = (frame: Frame) => Value;

/** Compiles a checked expression to a function. What it costs is counted while it runs. */
export function compileExpression(root: Expr, checked: Checked): Step {
  const scopes: { name: string; slot: number }[] = [];
  let slots = 0;

  function compile(expression: Expr): Step {
    switch (expression.kind) {
      case 'literal': {
        const { value } = expression;
        return () => value;
      }
      case 'ident':
        return ident(expression.name);
      case 'select':
        return select(expression);
      case 'call':
        return call(expression);
      case 'list':
        return list(expression);
      case 'map':
        return map(expression);
      case 'struct':
        return struct(expression);
      case 'fold':
        return fold(expression);
    }
  }

  function ident(name: string): Step {
    const local = scopes.findLast((scope) => scope.name === name);
    if (local !== undefined) {
      const { slot } = local;
      return (frame) => {
        spend(frame, 1);
        return frame.locals[slot] as Value;
      };
    }
    const type = checked.uses(name) ? undefined : typeNames.get(name);
    if (type !== undefined) {
      const value = new TypeValue(name);
      return () => value;
    }
    return variable(name);
  }

  function variable(name: string): Step {
    return (frame) => {
      spend(frame, 1);
      const value = frame.variables[name];
      if (value === undefined) throw new CelRuntimeError(`no such attribute(s): ${name}`);
      return value;
    };
  }

  function select(expression: Expr & { kind: 'select' }): Step {
    const { operand, field, testOnly, optional } = expression;
    const dotted = checked.dottedVariable(expression);
    if (dotted !== undefined) return variable(dotted);
    const inside = compile(operand);
    return (frame) => {
      const value = inside(frame);
      if (!testOnly) spend(frame, 1);
      if (value instanceof OptionalValue) {
        const found = value.value === undefined ? undefined : fieldOf(value.value, field);
        return testOnly ? found !== undefined : optionalOf(found);
      }
      const found = fieldOf(value, field);
      if (testOnly) return found !== undefined;
      if (optional) return optionalOf(found);
      if (found === undefined) throw new CelRuntimeError(`no such key: ${field}`);
      return found;
    };
  }

  function call(expression: Expr & { kind: 'call' }): Step {
    const { name, target, args } = expression;
    if (name === '_&&_' || name === '_||_') return junction(args, name === '_||_');
    if (name === '_?_:_') return conditional(args);
    if (name === '@not_strictly_false') return notStrictlyFalse(args[0] as Expr);
    const appended = appendedItem(expression);
    if (appended !== undefined) return append(args[0] as Expr, appended);
    const called = checked.qualifiedName(expression);
    const given = [...(target === undefined || called !== undefined ? [] : [target]), ...args];
    const steps = given.map(compile);
    const overloads = checked.overloadsOf(expression);
    const isSure = overloads.length === 1 && given.every((arg) => isStatic(checked.typeOf(arg)));
    const only = overloads[0] as Overload;
    const costName = called ?? name;
    return (frame) => {
      const values = steps.map((step) => step(frame));
      const overload = isSure ? only : overloadFor(overloads, values);
      const result = overload.call(...values);
      spend(frame, actualCost(costName, overload.id, values, result));
      return result;
    };
  }

  /** What decides alone decides, whatever the other side throws. */
  function junction([left, right]: readonly Expr[], decisive: boolean): Step {
    const [first, second] = [compile(left as Expr), compile(right as Expr)];
    return (frame) => {
      const failure = attempt(first, frame, decisive);
      if (failure === true) return decisive;
      const other = attempt(second, frame, decisive);
      if (other === true) return decisive;
      const error = failure || other;
      if (error !== false) throw error;
      return !decisive;
    };
  }

  function conditional([test, whenTrue, whenFalse]: readonly Expr[]): Step {
    const [condition, yes, no] = [compile(test as Expr), compile(whenTrue as Expr), compile(whenFalse as Expr)];
    return (frame) => {
      const value = condition(frame);
      if (typeof value !== 'boolean') throw new CelRuntimeError('no such overload');
      return value ? yes(frame) : no(frame);
    };
  }

  function notStrictlyFalse(inside: Expr): Step {
    const step = compile(inside);
    return (frame) => {
      spend(frame, 1);
      return attempt(step, frame, false) !== true;
    };
  }

  /** A list that a macro makes is its own: nobody sees it before it is whole. */
  function append(result: Expr, item: Expr): Step {
    const [collected, step] = [compile(result), compile(item)];
    return (frame) => {
      const value = step(frame);
      spend(frame, createList + 1);
      const items = collected(frame) as Value[];
      items.push(value);
      return items;
    };
  }

  function list({ items, optional }: Expr & { kind: 'list' }): Step {
    const steps = items.map(compile);
    return (frame) => {
      spend(frame, createList);
      const values: Value[] = [];
      for (const [index, step] of steps.entries()) {
        const value = step(frame);
        if (!optional.has(index)) values.push(value);
        else if (value instanceof OptionalValue && value.value !== undefined) values.push(value.value);
      }
      return values;
    };
  }

  function map({ entries }: Expr & { kind: 'map' }): Step {
    const steps = entries.map(({ key, value, optional }) => ({ key: compile(key), value: compile(value), optional }));
    return (frame) => {
      spend(frame, createMap);
      const result = new Map<Value, Value>();
      for (const { key, value, optional } of steps) {
        const [name, inside] = [key(frame), value(frame)];
        if (findInMap(result, name) !== undefined) throw new CelRuntimeError(`Failed with repeated key`);
        if (!optional) result.set(name, inside);
        else if (inside instanceof OptionalValue && inside.value !== undefined) result.set(name, inside.value);
      }
      return result;
    };
  }

  function struct({ name, fields }: Expr & { kind: 'struct' }): Step {
    const type = checked.structOf(name) as StructType;
    const steps = fields.map(({ name: field, value, optional }) => ({ field, step: compile(value), optional }));
    return (frame) => {
      spend(frame, createStruct);
      const values = new Map<string, Value>();
      for (const { field, step, optional } of steps) {
        const value = step(frame);
        if (!optional) values.set(field, value);
        else if (value instanceof OptionalValue && value.value !== undefined) values.set(field, value.value);
      }
      return type.make(values);
    };
  }

  function fold(expression: Fold): Step {
    const range = compile(expression.range);
    const init = compile(expression.init);
    const around = scopes.length;
    const slot = slots;
    slots += 3;
    scopes.push({ name: expression.accumulator, slot }, { name: expression.first, slot: slot + 1 });
    if (expression.second !== undefined) scopes.push({ name: expression.second, slot: slot + 2 });
    const condition = compile(expression.condition);
    const junctor = junctorOf(expression);
    const step = compile(junctor === undefined ? expression.step : junctor.predicate);
    scopes.length = around + 1;
    const result = compile(expression.result);
    scopes.length = around;
    const loop = { slot, second: expression.second !== undefined, condition, step };
    return (frame) => {
      const elements = range(frame);
      frame.locals[slot] = init(frame);
      if (junctor === undefined) each(frame, elements, loop);
      else eachOf(frame, elements, loop, junctor.decisive);
      return result(frame);
    };
  }

  return compile(root);
}

/** What `@result + [item]` appends. */
function appendedItem({ name, args }: Expr & { kind: 'call' }): Expr | undefined {
  const [result, list] = args;
  const isAppend = name === '_+_' && result?.kind === 'ident' && result.name === accumulator && list?.kind === 'list';
  return isAppend && list.items.length === 1 ? list.items[0] : undefined;
}

interface Loop {
  readonly slot: number;
  readonly second: boolean;
  readonly condition: Step;
  readonly step: Step;
}

function each(frame: Frame, elements: Value, { slot, second, condition, step }: Loop): void {
  const grows = isList(frame.locals[slot] as Value);
  if (grows) frame.locals[slot] = [];
  for (const [first, other] of entriesOf(elements, second)) {
    if (condition(frame) !== true) return;
    frame.locals[slot + 1] = first;
    frame.locals[slot + 2] = other;
    frame.locals[slot] = step(frame);
  }
}

/** `all` and `exists`: an element that decides decides, whatever others throw. */
function eachOf(frame: Frame, elements: Value, { slot, second, condition, step }: Loop, decisive: boolean): void {
  let error: unknown;
  for (const [first, other] of entriesOf(elements, second)) {
    condition(frame);
    frame.locals[slot + 1] = first;
    frame.locals[slot + 2] = other;
    spend(frame, 1);
    const outcome = attempt(step, frame, decisive);
    if (outcome === true) {
      frame.locals[slot] = decisive;
      return;
    }
    if (outcome !== false) error ??= outcome;
  }
  if (error !== undefined) throw error;
}

/** `@result && p` and `@result || p`. */
function junctorOf({ init, step }: Fold): { predicate: Expr; decisive: boolean } | undefined {
  if (init.kind !== 'literal' || typeof init.value !== 'boolean' || step.kind !== 'call') return undefined;
  if (step.name !== '_&&_' && step.name !== '_||_') return undefined;
  return { predicate: step.args[1] as Expr, decisive: step.name === '_||_' };
}

function* entriesOf(value: Value, both: boolean): Generator<readonly [Value, Value]> {
  if (isList(value)) {
    for (const [index, item] of value.entries()) yield both ? [BigInt(index), item] : [item, null];
  } else if (isMap(value)) {
    for (const [key, inside] of value) yield [key, inside];
  } else if (value instanceof CelObject) {
    for (const name of value.names()) yield [name, value.get(name) ?? null];
  } else throw new CelRuntimeError('no such overload');
}

/** True: it is what decides; false: it is not; an error: nobody knows. What cost too much decides nothing. */
function attempt(step: Step, frame: Frame, decisive: boolean): true | false | CelRuntimeError {
  try {
    const value = step(frame);
    return typeof value === 'boolean' ? value === decisive : new CelRuntimeError('no such overload');
  } catch (error) {
    if (error instanceof CelRuntimeError) return error;
    throw error;
  }
}

function spend(frame: Frame, cost: number): void {
  frame.cost += cost;
  if (frame.cost > frame.limit) throw new CelCostError();
}

function fieldOf(value: Value, field: string): Value | undefined {
  if (value instanceof CelObject) return value.get(field);
  if (isMap(value)) return findInMap(value as CelMap, field);
  throw new CelRuntimeError('no such overload');
}

function overloadFor(overloads: readonly Overload[], values: readonly Value[]): Overload {
  const found = overloads.find(({ args }) => args.every((type, index) => isOf(values[index] as Value, type)));
  if (found === undefined) throw new CelRuntimeError('no such overload');
  return found;
}

/** Whether values of a type need no look: what is inside of lists and maps is of no matter to calls. */
function isStatic({ kind }: Type): boolean {
  return kind !== 'dyn' && kind !== 'param' && kind !== 'error';
}

function isOf(value: Value, type: Type): boolean {
  switch (type.kind) {
    case 'dyn':
    case 'param':
    case 'object':
      return true;
    case 'map':
      return isMap(value) || value instanceof CelObject;
    case 'null':
      return value === null;
    case 'optional':
      return value instanceof OptionalValue;
    case 'opaque':
      return typeNameOf(value) === type.name;
    case 'list':
      return isList(value) && (value.length === 0 || isOf(value[0] as Value, type.item));
    default:
      return typeNameOf(value) === type.kind;
  }
}
