import type { Expr } from './ast.js';
import type { Issue } from './cel-error.js';

/** A call as it was written. */
interface WrittenCall {
  readonly name: string;
  readonly target: Expr | undefined;
  readonly args: readonly Expr[];
  readonly at: number;
}

/** What a call stands for that is a macro; undefined: it is a call like others. With `bindings`, `cel.bind` is one. */
export function expandMacro(call: WrittenCall, issues: Issue[], bindings = false): Expr | undefined {
  const { name, target, args, at } = call;
  if (target === undefined)
    return name === 'has' && args.length === 1 ? presence(args[0] as Expr, at, issues) : undefined;
  const variables = new Macro(at, target, issues);
  const macro = `${name}/${args.length}`;
  if (bindings && macro === 'bind/3' && target.kind === 'ident' && target.name === 'cel') {
    return variables.bind(args[0], args[1] as Expr, args[2] as Expr);
  }
  if (!Object.hasOwn(macros, macro)) return undefined;
  return macros[macro]?.(variables, args);
}

function presence(argument: Expr, at: number, issues: Issue[]): Expr {
  if (argument.kind === 'select' && !argument.testOnly) return { ...argument, testOnly: true, at };
  issues.push({ at: argument.at, message: 'invalid argument to has() macro' });
  return argument;
}

type Expansion = (macro: Macro, args: readonly Expr[]) => Expr | undefined;

const macros: Readonly<Record<string, Expansion>> = {
  'all/2': (macro, [v, p]) => macro.all([v], p),
  'all/3': (macro, [k, v, p]) => macro.all([k, v], p),
  'exists/2': (macro, [v, p]) => macro.exists([v], p),
  'exists/3': (macro, [k, v, p]) => macro.exists([k, v], p),
  'exists_one/2': (macro, [v, p]) => macro.existsOne([v], p),
  'existsOne/2': (macro, [v, p]) => macro.existsOne([v], p),
  'existsOne/3': (macro, [k, v, p]) => macro.existsOne([k, v], p),
  'filter/2': (macro, [v, p]) => macro.collect([v], p, v),
  'map/2': (macro, [v, t]) => macro.collect([v], undefined, t),
  'map/3': (macro, [v, p, t]) => macro.collect([v], p, t),
  'transformList/3': (macro, [k, v, t]) => macro.collect([k, v], undefined, t),
  'transformList/4': (macro, [k, v, p, t]) => macro.collect([k, v], p, t),
  'transformMap/3': (macro, [k, v, t]) => macro.insert([k, v], undefined, t),
  'transformMap/4': (macro, [k, v, p, t]) => macro.insert([k, v], p, t),
  'transformMapEntry/3': (macro, [k, v, t]) => macro.insertEntries([k, v], undefined, t),
  'transformMapEntry/4': (macro, [k, v, p, t]) => macro.insertEntries([k, v], p, t),
  'optMap/2': (macro, [v, t]) => macro.optional(v, t, true),
  'optFlatMap/2': (macro, [v, t]) => macro.optional(v, t, false),
};

/** What macros call that which they collect. No variable has such a name. */
export const accumulator = '@result';

/** Builds what a macro at one place stands for. */
class Macro {
  readonly #at: number;
  readonly #range: Expr;
  readonly #issues: Issue[];

  constructor(at: number, range: Expr, issues: Issue[]) {
    this.#at = at;
    this.#range = range;
    this.#issues = issues;
  }

  all(names: readonly (Expr | undefined)[], predicate: Expr | undefined): Expr | undefined {
    return this.#fold(names, predicate, (inside) => ({
      init: this.#literal(true),
      condition: this.#call('@not_strictly_false', this.#result()),
      step: this.#call('_&&_', this.#result(), inside),
      result: this.#result(),
    }));
  }

  exists(names: readonly (Expr | undefined)[], predicate: Expr | undefined): Expr | undefined {
    return this.#fold(names, predicate, (inside) => ({
      init: this.#literal(false),
      condition: this.#call('@not_strictly_false', this.#call('!_', this.#result())),
      step: this.#call('_||_', this.#result(), inside),
      result: this.#result(),
    }));
  }

  existsOne(names: readonly (Expr | undefined)[], predicate: Expr | undefined): Expr | undefined {
    return this.#fold(names, predicate, (inside) => ({
      init: this.#literal(0n),
      condition: this.#literal(true),
      step: this.#when(inside, this.#call('_+_', this.#result(), this.#literal(1n))),
      result: this.#call('_==_', this.#result(), this.#literal(1n)),
    }));
  }

  /** A list of what becomes of the elements. */
  collect(
    names: readonly (Expr | undefined)[],
    predicate: Expr | undefined,
    transform: Expr | undefined,
  ): Expr | undefined {
    return this.#fold(names, transform, (inside) => {
      const list: Expr = { kind: 'list', items: [inside], optional: new Set(), at: this.#at };
      const added = this.#call('_+_', this.#result(), list);
      return {
        init: { kind: 'list', items: [], optional: new Set(), at: this.#at },
        condition: this.#literal(true),
        step: predicate === undefined ? added : this.#when(predicate, added),
        result: this.#result(),
      };
    });
  }

  /** A map of the same keys. */
  insert(names: readonly (Expr | undefined)[], predicate: Expr | undefined, transform: Expr | undefined) {
    const key = names[0];
    return this.#insert(names, predicate, transform, (inside) =>
      this.#call('@mapInsert', this.#result(), key as Expr, inside),
    );
  }

  /** A map of the entries of maps. */
  insertEntries(names: readonly (Expr | undefined)[], predicate: Expr | undefined, transform: Expr | undefined) {
    return this.#insert(names, predicate, transform, (inside) => this.#call('@mapInsert', this.#result(), inside));
  }

  #insert(
    names: readonly (Expr | undefined)[],
    predicate: Expr | undefined,
    transform: Expr | undefined,
    add: (inside: Expr) => Expr,
  ): Expr | undefined {
    return this.#fold(names, transform, (inside) => ({
      init: { kind: 'map', entries: [], at: this.#at },
      condition: this.#literal(true),
      step: predicate === undefined ? add(inside) : this.#when(predicate, add(inside)),
      result: this.#result(),
    }));
  }

  /** `a.optMap(x, f(x))`: nothing where there is nothing, else what becomes of it. */
  optional(name: Expr | undefined, transform: Expr | undefined, wraps: boolean): Expr | undefined {
    if (name?.kind !== 'ident' || transform === undefined) {
      this.#issues.push({ at: name?.at ?? this.#at, message: `optMap() variable name must be a simple identifier` });
      return undefined;
    }
    const at = this.#at;
    const value: Expr = { kind: 'call', name: 'value', target: this.#range, args: [], at };
    const bound = this.#bound(name.name, value, transform);
    const some = (inside: Expr): Expr =>
      wraps ? { kind: 'call', name: 'optional.of', target: undefined, args: [inside], at } : inside;
    return {
      kind: 'call',
      name: '_?_:_',
      target: undefined,
      args: [
        { kind: 'call', name: 'hasValue', target: this.#range, args: [], at },
        some(bound),
        { kind: 'call', name: 'optional.none', target: undefined, args: [], at },
      ],
      at,
    };
  }

  /** `cel.bind(x, a, f(x))`: a value gets a name. */
  bind(name: Expr | undefined, value: Expr, result: Expr): Expr {
    if (name?.kind === 'ident') return this.#bound(name.name, value, result);
    this.#issues.push({ at: name?.at ?? this.#at, message: 'cel.bind() variable names must be simple identifiers' });
    return result;
  }

  /** A fold of nothing, whose accumulator is the variable. */
  #bound(name: string, init: Expr, result: Expr): Expr {
    const at = this.#at;
    return {
      kind: 'fold',
      range: { kind: 'list', items: [], optional: new Set(), at },
      ...{ first: '#unused', second: undefined, accumulator: name },
      init,
      condition: this.#literal(false),
      step: { kind: 'ident', name, at },
      result,
      at,
    };
  }

  #fold(
    names: readonly (Expr | undefined)[],
    inside: Expr | undefined,
    parts: (inside: Expr) => { init: Expr; condition: Expr; step: Expr; result: Expr },
  ): Expr | undefined {
    const [first, second] = names;
    if (inside === undefined || first?.kind !== 'ident' || (names.length > 1 && second?.kind !== 'ident')) {
      const wrong = first?.kind === 'ident' ? second : first;
      this.#issues.push({ at: wrong?.at ?? this.#at, message: 'argument is not an identifier' });
      return inside;
    }
    return {
      kind: 'fold',
      range: this.#range,
      first: first.name,
      second: second?.kind === 'ident' ? second.name : undefined,
      accumulator,
      ...parts(inside),
      at: this.#at,
    };
  }

  #when(condition: Expr, then: Expr): Expr {
    return this.#call('_?_:_', condition, then, this.#result());
  }

  #call(name: string, ...args: Expr[]): Expr {
    return { kind: 'call', name, target: undefined, args, at: this.#at };
  }

  #literal(value: boolean | bigint): Expr {
    return { kind: 'literal', value, at: this.#at };
  }

  #result(): Expr {
    return { kind: 'ident', name: accumulator, at: this.#at };
  }
}
