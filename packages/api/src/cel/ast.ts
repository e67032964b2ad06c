import type { Value } from './values.js';

/**
 * A node of a parsed expression. Macros are expanded where they stand: what is iterated over is a `fold`, as cel-go has it,
 * so that types, estimates and evaluation know nothing of macros.
 */
export type Expr =
  | (NodeBase & { readonly kind: 'literal'; readonly value: Value })
  | (NodeBase & { readonly kind: 'ident'; readonly name: string })
  | (NodeBase & {
      readonly kind: 'select';
      readonly operand: Expr;
      readonly field: string;
      /** `has(a.b)`. */
      readonly testOnly: boolean;
      /** `a.?b`. */
      readonly optional: boolean;
    })
  | (NodeBase & {
      readonly kind: 'call';
      readonly name: string;
      readonly target: Expr | undefined;
      readonly args: readonly Expr[];
    })
  | (NodeBase & { readonly kind: 'list'; readonly items: readonly Expr[]; readonly optional: ReadonlySet<number> })
  | (NodeBase & { readonly kind: 'map'; readonly entries: readonly MapEntry[] })
  /** `Object.spec{replicas: 3}`. */
  | (NodeBase & { readonly kind: 'struct'; readonly name: string; readonly fields: readonly StructField[] })
  | (NodeBase & Fold);

export interface MapEntry {
  readonly key: Expr;
  readonly value: Expr;
  readonly optional: boolean;
}

export interface StructField {
  readonly name: string;
  readonly value: Expr;
  /** `?name: value`. */
  readonly optional: boolean;
  readonly at: number;
}

/** `init`, changed by `step` for every element of `range` as long as `condition` holds; then `result`. */
export interface Fold {
  readonly kind: 'fold';
  readonly range: Expr;
  /** The element of a list, the key of a map; with `second`, the index or the key. */
  readonly first: string;
  /** The element or the value. */
  readonly second: string | undefined;
  readonly accumulator: string;
  readonly init: Expr;
  readonly condition: Expr;
  readonly step: Expr;
  readonly result: Expr;
}

interface NodeBase {
  /** Where errors point to: an offset in the text, in code points. */
  readonly at: number;
}

/** The name that idents and selections spell, such as `Object.spec`; undefined: they spell none. */
export function nameOf(expression: Expr): string | undefined {
  if (expression.kind === 'ident') return expression.name;
  if (expression.kind !== 'select' || expression.testOnly || expression.optional) return undefined;
  const before = nameOf(expression.operand);
  return before === undefined ? undefined : `${before}.${expression.field}`;
}

/** What an expression is made of. */
export function partsOf(expression: Expr): readonly Expr[] {
  switch (expression.kind) {
    case 'select':
      return [expression.operand];
    case 'call':
      return [...(expression.target === undefined ? [] : [expression.target]), ...expression.args];
    case 'list':
      return expression.items;
    case 'map':
      return expression.entries.flatMap(({ key, value }) => [key, value]);
    case 'struct':
      return expression.fields.map(({ value }) => value);
    case 'fold':
      return [expression.range, expression.init, expression.condition, expression.step, expression.result];
    default:
      return [];
  }
}
