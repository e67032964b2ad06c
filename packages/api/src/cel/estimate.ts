import type { Expr, Fold } from './ast.js';
import type { Checked } from './checker.js';
import {
  authorizerCheck,
  cheap,
  comparesSizes,
  createList,
  createMap,
  createStruct,
  regexLength,
  traversal,
} from './costs.js';
import type { Type } from './types.js';
import { sizeOf, type Value } from './values.js';

/** What something costs, or how large it is, at least and at most. Infinity: nobody knows. */
interface Range {
  readonly min: number;
  readonly max: number;
}

const nothing: Range = { min: 0, max: 0 };
const one: Range = { min: 1, max: 1 };
const unknown: Range = { min: 0, max: Number.POSITIVE_INFINITY };

/** Says how large the value at a path of fields may be: `self`, `spec`, `@items`; undefined: it cannot tell. */
export type SizeEstimator = (path: readonly string[]) => number | undefined;

/**
 * The most that an expression may cost, by how large its data may be: cel-go's estimate (`checker/cost.go`) with the rules
 * that Kubernetes has for its own functions.
 */
export function estimateCost(root: Expr, checked: Checked, sizeOfPath: SizeEstimator): number {
  return new Estimator(checked, sizeOfPath).cost(root).max;
}

interface Local {
  readonly path: readonly string[] | undefined;
  readonly size: Range | undefined;
}

class Estimator {
  readonly #checked: Checked;
  readonly #sizeOfPath: SizeEstimator;
  readonly #paths = new Map<Expr, readonly string[]>();
  readonly #sizes = new Map<Expr, Range>();
  readonly #entrySizes = new Map<Expr, Range>();
  readonly #locals: { name: string; local: Local }[] = [];

  constructor(checked: Checked, sizeOfPath: SizeEstimator) {
    this.#checked = checked;
    this.#sizeOfPath = sizeOfPath;
  }

  cost(expression: Expr): Range {
    switch (expression.kind) {
      case 'literal':
        return nothing;
      case 'ident':
        return this.#ident(expression);
      case 'select':
        return this.#select(expression);
      case 'call':
        return this.#call(expression);
      case 'list':
        return add(fixed(createList), ...expression.items.map((item) => this.cost(item)));
      case 'map':
        return add(
          fixed(createMap),
          ...expression.entries.flatMap(({ key, value }) => [this.cost(key), this.cost(value)]),
        );
      case 'struct':
        return add(fixed(createStruct), ...expression.fields.map(({ value }) => this.cost(value)));
      case 'fold':
        return this.#fold(expression);
    }
  }

  #ident(expression: Expr & { kind: 'ident' }): Range {
    const local = this.#local(expression.name);
    if (local === undefined) this.#paths.set(expression, [expression.name]);
    else if (local.path !== undefined) this.#paths.set(expression, local.path);
    return one;
  }

  #local(name: string): Local | undefined {
    return this.#locals.findLast((candidate) => candidate.name === name)?.local;
  }

  #select(expression: Expr & { kind: 'select' }): Range {
    const operand = this.cost(expression.operand);
    if (expression.testOnly) return operand;
    if (this.#checked.dottedVariable(expression) !== undefined) return one;
    this.#follow(expression, expression.operand, expression.field);
    const { kind } = this.#checked.typeOf(expression.operand);
    return ['map', 'object', 'param', 'dyn', 'optional'].includes(kind) ? add(operand, one) : operand;
  }

  #follow(expression: Expr, from: Expr, step: string): void {
    const path = this.#paths.get(from);
    if (path !== undefined) this.#paths.set(expression, [...path, step]);
  }

  #call(expression: Expr & { kind: 'call' }): Range {
    const { name, target, args } = expression;
    const called = this.#checked.qualifiedName(expression);
    if (name === 'dyn') {
      const inside = this.cost(args[0] as Expr);
      this.#copySizes(expression, args[0] as Expr);
      return add(one, inside);
    }
    const receiver = target === undefined || called !== undefined ? undefined : target;
    const sum = receiver === undefined ? nothing : this.cost(receiver);
    const costs = args.map((arg) => this.cost(arg));
    let cost: Range | undefined;
    for (const { id } of this.#checked.overloadsOf(expression)) {
      const own = this.#functionCost(expression, { name: called ?? name, id, receiver }, costs);
      cost = cost === undefined ? own : union(cost, own);
    }
    return add(sum, cost ?? nothing);
  }

  /** The cost of a call with its arguments; notes how large its result is. */
  #functionCost(
    expression: Expr & { kind: 'call' },
    { name, id, receiver }: { name: string; id: string; receiver: Expr | undefined },
    costs: readonly Range[],
  ): Range {
    const { args } = expression;
    const all = receiver === undefined ? args : [receiver, ...args];
    const size = (index: number) => this.#sizeOrUnknown(all[index]);
    const given = add(...costs);
    const resulting = (range: Range) => this.#sizes.set(expression, range);
    if (name === 'check') return add(fixed(authorizerCheck), given);
    if (cheap.has(name) || id === 'cidr_ip') return add(one, given);
    switch (name) {
      case '_&&_':
      case '_||_':
        return { min: costs[0]?.min ?? 0, max: given.max };
      case '_?_:_':
        resulting(union(size(1), size(2)));
        return add(costs[0] ?? nothing, union(costs[1] ?? nothing, costs[2] ?? nothing));
      case 'isSorted':
      case 'sum':
      case 'max':
      case 'min':
      case 'indexOf':
      case 'lastIndexOf':
        return add(this.#traversalOf(all[0] as Expr), given);
      case 'lowerAscii':
      case 'upperAscii':
      case 'substring':
      case 'trim':
        resulting(size(0));
        return add(read(size(0)), given);
      case 'url':
      case 'cidr':
      case 'isIP':
      case 'isCIDR':
      case 'ip':
      case 'quantity':
      case 'isQuantity':
        return add(name === 'url' ? read(size(0)) : one, given);
      case 'replace':
        resulting(this.#replaced(size(0), size(1), size(2)));
        return add(read(size(0), 2 * traversal), given);
      case 'split':
        resulting({ min: 0, max: this.#splitMax(all[2], size(0)) });
        return add(read(size(0), 2 * traversal), given);
      case 'join': {
        const joined = this.#joined(all[0] as Expr, all[1]);
        resulting(joined);
        return add(read(joined), given);
      }
      case 'find':
      case 'findAll':
        resulting({ min: 0, max: size(0).max });
        return add(multiply(read(add(size(0), one)), read(size(1), regexLength)), given);
      case 'matches':
        return add(multiply(read(add(size(0), one)), read(size(1), regexLength)), given);
      case 'contains':
        return add(multiply(read(size(0)), read(size(1))), given);
      case 'containsIP':
        return add(read({ min: 8, max: 32 }), id.endsWith('string') ? read(size(1)) : nothing, given);
      case 'containsCIDR':
        return add(
          read({ min: 8, max: 32 }),
          read({ min: 4, max: 16 }),
          one,
          id.endsWith('string') ? read(size(1)) : nothing,
          given,
        );
    }
    return this.#standardCost(expression, { id, size, given, resulting });
  }

  #standardCost(
    expression: Expr & { kind: 'call' },
    {
      id,
      size,
      given,
      resulting,
    }: { id: string; size(index: number): Range; given: Range; resulting(range: Range): void },
  ): Range {
    switch (id) {
      case 'string_format':
        return add(read(size(0)), given);
      case 'string_to_bytes':
        resulting({ min: size(0).min, max: size(0).max * 4 });
        return add(read(size(0)), given);
      case 'bytes_to_string':
        resulting({ min: Math.floor(size(0).min / 4), max: size(0).max });
        return add(read(size(0)), given);
      case 'strings_quote':
        resulting({ min: size(0).min + 2, max: size(0).max * 2 + 2 });
        return add(read(size(0)), given);
      case 'starts_with_string':
      case 'ends_with_string':
        return add(read(size(1)), given);
      case 'in_list':
        return add(read(size(1), 1), given);
      case 'add_string':
      case 'add_bytes':
        resulting(add(size(0), size(1)));
        return add(read(add(size(0), size(1))), given);
      case 'add_list':
        resulting(add(size(0), size(1)));
        return add(one, given);
      case 'index_list':
        this.#follow(expression, expression.args[0] as Expr, '@items');
        return add(one, given);
      case 'index_map':
        this.#follow(expression, expression.args[0] as Expr, '@values');
        return add(one, given);
    }
    if (!comparesSizes(id)) return add(one, given);
    const smallest = Math.min(size(0).max, size(1).max);
    return add(read({ min: smallest > 0 ? 1 : 0, max: smallest }), given);
  }

  /** One for each element, and what it takes to read it. */
  #traversalOf(list: Expr): Range {
    const type = this.#checked.typeOf(list);
    const size = this.#sizeOrUnknown(list);
    if (type.kind !== 'list') return read(size);
    const isText = type.item.kind === 'string' || type.item.kind === 'bytes';
    return multiply(size, isText ? add(one, read(this.#itemSize(list))) : one);
  }

  #itemSize(list: Expr): Range {
    const path = this.#paths.get(list);
    const max = path === undefined ? undefined : this.#sizeOfPath([...path, '@items']);
    return max === undefined ? unknown : { min: 0, max };
  }

  #joined(list: Expr, separator: Expr | undefined): Range {
    const size = this.#sizeOrUnknown(list);
    const items = multiply(size, this.#itemSize(list));
    if (separator === undefined) return items;
    const between = { min: Math.max(size.min - 1, 0), max: Math.max(size.max - 1, 0) };
    return add(items, multiply(this.#sizeOrUnknown(separator), between));
  }

  #splitMax(limit: Expr | undefined, { max }: Range): number {
    return limit?.kind === 'literal' && typeof limit.value === 'bigint' && limit.value >= 0n
      ? Number(limit.value)
      : max;
  }

  #replaced(size: Range, from: Range, to: Range): Range {
    const most =
      from.min === 0
        ? multiplyNumbers(size.max + 1, to.max) + size.max
        : to.max <= from.min
          ? size.max
          : multiplyNumbers(Math.ceil(size.max / from.min), to.max);
    const least =
      from.max === 0
        ? multiplyNumbers(size.min + 1, to.min) + size.min
        : from.max <= to.min
          ? size.min
          : multiplyNumbers(Math.ceil(size.min / from.max), to.min);
    return { min: least, max: most };
  }

  #fold(fold: Expr & Fold): Range {
    const range = this.cost(fold.range);
    const init = this.cost(fold.init);
    if (fold.condition.kind === 'literal' && fold.condition.value === false) return this.#bind(fold, add(range, init));
    const around = this.#locals.length;
    this.#push(fold.accumulator, { path: undefined, size: this.#size(fold.init) });
    const isList = this.#checked.typeOf(fold.range).kind === 'list';
    if (fold.second === undefined) this.#pushElement(fold.first, fold.range, isList ? '@items' : '@keys');
    else {
      this.#pushElement(fold.first, fold.range, isList ? '@indices' : '@keys');
      this.#pushElement(fold.second, fold.range, isList ? '@items' : '@values');
    }
    const each = add(this.cost(fold.condition), this.cost(fold.step));
    this.#locals.length = around + 1;
    const result = this.cost(fold.result);
    this.#locals.length = around;
    const count = this.#sizeOrUnknown(fold.range);
    if (fold.init.kind === 'list' || fold.init.kind === 'map') this.#sizes.set(fold, count);
    else this.#copySizes(fold, fold.init);
    return add(range, init, multiply(count, each), result);
  }

  /** A name for a value, which is what a fold over nothing is. */
  #bind(fold: Expr & Fold, before: Range): Range {
    this.#push(fold.accumulator, { path: this.#paths.get(fold.init), size: this.#size(fold.init) });
    const result = this.cost(fold.result);
    this.#locals.pop();
    this.#copySizes(fold, fold.result);
    return add(before, result);
  }

  #push(name: string, local: Local): void {
    this.#locals.push({ name, local });
  }

  #pushElement(name: string, range: Expr, step: string): void {
    const path = this.#paths.get(range);
    this.#push(name, {
      path: path && [...path, step],
      size: step === '@items' ? this.#entrySizes.get(range) : undefined,
    });
  }

  #copySizes(to: Expr, from: Expr): void {
    const size = this.#size(from);
    if (size !== undefined) this.#sizes.set(to, size);
  }

  #sizeOrUnknown(expression: Expr | undefined): Range {
    return (expression && this.#size(expression)) ?? unknown;
  }

  #size(expression: Expr): Range | undefined {
    const known = this.#sizes.get(expression) ?? literalSize(expression);
    if (known !== undefined) return known;
    const path = this.#paths.get(expression);
    const max = path === undefined ? undefined : this.#sizeOfPath(path);
    if (max !== undefined) return { min: 0, max };
    if (isScalar(this.#checked.typeOf(expression))) return one;
    return expression.kind === 'ident' ? this.#local(expression.name)?.size : undefined;
  }
}

function literalSize(expression: Expr): Range | undefined {
  if (expression.kind === 'list') return fixed(expression.items.length);
  if (expression.kind === 'map') return fixed(expression.entries.length);
  if (expression.kind !== 'literal') return undefined;
  return fixed(sizeOf(expression.value as Value) ?? 1);
}

function isScalar(type: Type): boolean {
  if (type.kind === 'optional') return isScalar(type.value);
  const scalars = ['bool', 'double', 'int', 'uint', 'google.protobuf.Timestamp', 'google.protobuf.Duration'];
  return scalars.includes(type.kind);
}

function fixed(value: number): Range {
  return { min: value, max: value };
}

function add(...ranges: readonly Range[]): Range {
  return ranges.reduce((sum, { min, max }) => ({ min: sum.min + min, max: sum.max + max }), nothing);
}

function multiply(a: Range, b: Range): Range {
  return { min: multiplyNumbers(a.min, b.min), max: multiplyNumbers(a.max, b.max) };
}

/** Nothing of what nobody knows is nothing. */
function multiplyNumbers(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}

function union(a: Range, b: Range): Range {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}

/** The cost of reading something of a size. */
function read({ min, max }: Range, factor = traversal): Range {
  return { min: Math.ceil(min * factor), max: Math.ceil(max * factor) };
}
