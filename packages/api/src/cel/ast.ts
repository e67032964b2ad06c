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
  | (NodeBase & Fold);

export interface MapEntry {
  readonly key: Expr;
  readonly value: Expr;
  readonly optional: boolean;
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
