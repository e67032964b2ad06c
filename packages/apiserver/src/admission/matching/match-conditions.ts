import type { MatchCondition } from '@sampan/api';
import {
  type AdmissionExpression,
  Budget,
  BudgetError,
  bool,
  compileAdmission,
  evaluateAdmission,
  matchConditionsBudget,
} from '@sampan/api/cel';
import { expressionVariables } from './expression-variables.js';
import type { VersionedRequest } from './request-objects.js';

/** Whether a request is meant: `excluded` by the first condition that does not hold, or of no consequence where it cannot be told. */
export type ConditionOutcome =
  | { readonly matches: boolean; readonly excludedBy?: string }
  /** What went wrong where failures count. */
  | { readonly error: string };

/** Conditions that are ready to be evaluated, over what expressions see of the request. */
export type MatchConditions = (
  versioned: VersionedRequest,
  variables?: ReturnType<typeof expressionVariables>,
) => ConditionOutcome;

/** Compiles the expression of a condition; `params`: it may look at the parameters of a policy. */
export function compileCondition(expression: string, params = false): AdmissionExpression {
  return compileAdmission(expression.trim(), { params, authorizer: true }, [bool]);
}

/**
 * Compiles the conditions of a webhook or a policy: a request is meant where all of them hold. One that does not hold decides,
 * whatever became of the others; else a failure is an error with failurePolicy `Fail`, and means no with `Ignore`.
 */
export function compileMatchConditions(
  conditions: readonly MatchCondition[],
  { failurePolicy, params = false }: { readonly failurePolicy: string; readonly params?: boolean },
): MatchConditions {
  const compiled = conditions.map(({ name, expression }) => ({
    name,
    condition: compileCondition(expression, params),
  }));
  return (versioned, variables = expressionVariables(versioned)) => {
    const problems: string[] = [];
    const budget = new Budget(matchConditionsBudget);
    try {
      for (const { name, condition } of compiled) {
        const result = evaluateAdmission(condition, variables, budget);
        if (result.error !== undefined) problems.push(result.error);
        else if (result.value === false) return { matches: false, excludedBy: name };
      }
    } catch (error) {
      if (!(error instanceof BudgetError)) throw error;
      problems.splice(0, problems.length, error.message);
    }
    if (problems.length === 0) return { matches: true };
    return failurePolicy === 'Ignore' ? { matches: false } : { error: aggregate(problems) };
  };
}

/** Several failures as Go's aggregate tells them. */
function aggregate(problems: readonly string[]): string {
  const different = [...new Set(problems)];
  return different.length === 1 ? (different[0] ?? '') : `[${different.join(', ')}]`;
}
