import type { Expr } from './ast.js';
import { CelSyntaxError, type Issue } from './cel-error.js';
import { type Checked, check } from './checker.js';
import { estimateCost, type SizeEstimator } from './estimate.js';
import { compileExpression } from './evaluator.js';
import { collect, type Functions } from './functions.js';
import { authorization } from './library/authorization.js';
import { conversions } from './library/conversions.js';
import { formatLibrary } from './library/formats.js';
import { jsonPatch } from './library/json-patch.js';
import { lists } from './library/lists.js';
import { networks } from './library/networks.js';
import { optionals } from './library/optionals.js';
import { quantities } from './library/quantities.js';
import { regex } from './library/regex.js';
import { semvers } from './library/semvers.js';
import { standard } from './library/standard.js';
import { strings } from './library/strings.js';
import { timeParts } from './library/time-parts.js';
import { urls } from './library/urls.js';
import { mutationType } from './mutation-types.js';
import { parse } from './parser.js';
import type { StructType, Type } from './types.js';
import { literalIssues } from './validate-literals.js';
import type { Value } from './values.js';

/** What one evaluation may cost, in units of cel-go. */
export const perCallLimit = 1_000_000;

/** What expressions know besides their variables. */
export interface Environment {
  readonly functions: Functions;
  /** What expressions can make, by its name; undefined: there is no such thing. */
  structType(name: string): StructType | undefined;
  /** Values can have names: `cel.bind(x, a, f(x))`. */
  readonly bindings?: true;
}

const libraries = [
  ...[standard, conversions, timeParts, optionals, strings, lists, regex, urls, networks, quantities, semvers],
  ...[formatLibrary, authorization],
];

/** The functions that Kubernetes' expressions know everywhere. */
const baseEnvironment: Environment = { functions: collect(libraries), structType: () => undefined };

/** What expressions of mutations know as well. */
export const mutationEnvironment: Environment = {
  functions: collect([...libraries, jsonPatch]),
  structType: mutationType,
};

/** What expressions of device selectors know as well. */
export const deviceEnvironment: Environment = { ...baseEnvironment, bindings: true };

/** An expression that is ready to be evaluated, any number of times. */
export interface Program {
  readonly type: Type;
  /** Whether it looks at a variable. */
  uses(variable: string): boolean;
  /** The most that it may cost. */
  estimate(sizeOfPath: SizeEstimator): number;
  /**
   * Its value, and what it cost. Throws a CelRuntimeError, or a CelCostError where it costs more than it may; `onFailure` is
   * told what it had cost until then.
   */
  evaluate(
    variables: Readonly<Record<string, Value | undefined>>,
    onFailure?: (cost: number) => void,
  ): { value: Value; cost: number };
}

/** Parses, checks and compiles an expression over some variables. Throws a CelSyntaxError. */
export function compileCel(
  text: string,
  variables: ReadonlyMap<string, Type>,
  { functions, structType, bindings }: Environment = baseEnvironment,
): Program {
  const expression: Expr = parse(text, bindings);
  const issues: Issue[] = [];
  const checked: Checked = check(expression, { functions, structType, variables }, issues);
  if (issues.length === 0) issues.push(...literalIssues(expression));
  if (issues.length > 0)
    throw new CelSyntaxError(
      text,
      issues.sort((a, b) => a.at - b.at),
    );
  const run = compileExpression(expression, checked);
  return {
    type: checked.type,
    uses: (variable) => checked.uses(variable),
    estimate: (sizeOfPath) => estimateCost(expression, checked, sizeOfPath),
    evaluate: (values, onFailure) => {
      const frame = { variables: values, locals: [], cost: 0, limit: perCallLimit };
      try {
        const value = run(frame);
        return { value, cost: frame.cost };
      } catch (error) {
        onFailure?.(frame.cost);
        throw error;
      }
    },
  };
}
