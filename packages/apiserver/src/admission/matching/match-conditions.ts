import type { MatchCondition } from '@sampan/api';
import {
  bool,
  CelCostError,
  CelSyntaxError,
  compileCel,
  dyn,
  type Program,
  type Type,
  untypedValue,
  type Value,
} from '@sampan/api/cel';
import { requestAttributes } from './request-attributes.js';
import type { VersionedRequest } from './request-objects.js';

/** What all conditions of one webhook or policy together may cost for one request. */
const budget = 2_500_000;

/** What conditions may look at, beside the variables that policies add. */
export const conditionVariables: ReadonlyMap<string, Type> = new Map([
  ['object', dyn],
  ['oldObject', dyn],
  ['request', dyn],
]);

/** Whether a request is meant: `excluded` by the first condition that does not hold, or of no consequence where it cannot be told. */
export type ConditionOutcome =
  | { readonly matches: boolean; readonly excludedBy?: string }
  /** What went wrong where failures count. */
  | { readonly error: string };

/** Conditions that are ready to be evaluated. */
export type MatchConditions = (
  versioned: VersionedRequest,
  more?: Readonly<Record<string, Value | undefined>>,
) => ConditionOutcome;

/** A condition that can be evaluated, or what is wrong with it. */
export type CompiledCondition = { readonly program: Program } | { readonly problem: string };

/** Compiles the expression of a condition. */
export function compileCondition(expression: string, variables = conditionVariables): CompiledCondition {
  try {
    const program = compileCel(expression.trim(), variables);
    return program.type.kind === bool.kind ? { program } : { problem: 'must evaluate to bool' };
  } catch (error) {
    if (!(error instanceof CelSyntaxError)) throw error;
    return { problem: `compilation failed: ${error.message}` };
  }
}

/**
 * Compiles the conditions of a webhook or a policy: a request is meant where all of them hold. One that does not hold decides,
 * whatever became of the others; else a failure is an error with failurePolicy `Fail`, and means no with `Ignore`.
 */
export function compileMatchConditions(
  conditions: readonly MatchCondition[],
  { failurePolicy, variables }: { readonly failurePolicy: string; readonly variables?: ReadonlyMap<string, Type> },
): MatchConditions {
  const compiled = conditions.map(({ name, expression }) => ({
    ...{ name, expression },
    ...compileCondition(expression, variables),
  }));
  return (versioned, more = {}) => {
    const values = { ...valuesOf(versioned), ...more };
    const problems: string[] = [];
    let left = budget;
    for (const condition of compiled) {
      const { value, problem, cost } = evaluate(condition, values);
      left -= cost;
      if (left < 0) problems.splice(0, problems.length, outOfBudget);
      else if (problem !== undefined) problems.push(problem);
      if (left < 0) break;
      if (value === false) return { matches: false, excludedBy: condition.name };
    }
    if (problems.length === 0) return { matches: true };
    return failurePolicy === 'Ignore' ? { matches: false } : { error: aggregate(problems) };
  };
}

const outOfBudget = 'validation failed due to running out of cost budget, no further validation rules will be run';

type Named = CompiledCondition & { readonly expression: string };

function evaluate(
  condition: Named,
  values: Readonly<Record<string, Value | undefined>>,
): { value?: Value; problem?: string; cost: number } {
  if ('problem' in condition) return { problem: `compilation error: ${condition.problem}`, cost: 0 };
  let spent = 0;
  try {
    return condition.program.evaluate(values, (cost) => {
      spent = cost;
    });
  } catch (error) {
    if (error instanceof CelCostError) return { cost: Number.POSITIVE_INFINITY };
    const { message } = error as Error;
    return { problem: `expression '${condition.expression}' resulted in error: ${message}`, cost: spent };
  }
}

/** Several failures as Go's aggregate tells them. */
function aggregate(problems: readonly string[]): string {
  const different = [...new Set(problems)];
  return different.length === 1 ? (different[0] ?? '') : `[${different.join(', ')}]`;
}

function valuesOf(versioned: VersionedRequest): Record<string, Value> {
  return {
    object: untypedValue(versioned.object),
    oldObject: untypedValue(versioned.oldObject),
    request: untypedValue(requestAttributes(versioned)),
  };
}
