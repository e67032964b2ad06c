import { byteLength, type KubernetesObject } from '@sampan/api';
import {
  type AdmissionExpression,
  type AdmissionVariables,
  Budget,
  BudgetError,
  evaluateAdmission,
  evaluationBudget,
} from '@sampan/api/cel';
import type { VersionedRequest } from '../matching/request-objects.js';
import type { CompiledValidation, ValidatingPolicy } from './compile-validating-policy.js';
import { policyVariables } from './policy-variables.js';

/** A validation that does not let the request pass. */
export interface Objection {
  readonly message: string;
  /** Absent: it could not be evaluated. */
  readonly reason?: string;
  /** Which of the policy's validations it is. */
  readonly index: number;
}

/** What a policy has to say of a request. */
export interface Verdict {
  readonly objections: readonly Objection[];
  /** What the audit log is to keep; an annotation with an error refuses the request. */
  readonly annotations: readonly AuditNote[];
}

type AuditNote = { readonly key: string; readonly value: string } | { readonly error: string };

const nothing: Verdict = { objections: [], annotations: [] };
const maxMessage = 5 * 1024;

/** Evaluates a policy with one set of parameters (upstream's `validator.Validate`). */
export function evaluateValidations(
  policy: ValidatingPolicy,
  versioned: VersionedRequest,
  { request, params }: { readonly request: AdmissionVariables; readonly params: KubernetesObject | undefined },
): Verdict {
  const budget = new Budget(evaluationBudget);
  const variables = policyVariables(policy, { request, params, budget });
  const outcome = policy.conditions?.(versioned, variables);
  if (outcome !== undefined && 'error' in outcome) return failed(policy, outcome.error);
  if (outcome?.matches === false) return nothing;
  try {
    const objections = policy.validations.flatMap((each, index) => object(each, { policy, variables, budget, index }));
    return { objections, annotations: annotate(policy, variables) };
  } catch (error) {
    if (error instanceof BudgetError) return failed(policy, error.message);
    throw error;
  }
}

function failed({ failsOpen }: ValidatingPolicy, message: string): Verdict {
  return failsOpen ? nothing : { objections: [{ message, index: 0 }], annotations: [] };
}

interface Evaluating {
  readonly policy: ValidatingPolicy;
  readonly variables: AdmissionVariables;
  readonly budget: Budget;
  readonly index: number;
}

function object({ validation, expression, message }: CompiledValidation, evaluating: Evaluating): Objection[] {
  const { policy, variables, budget, index } = evaluating;
  const result = evaluateAdmission(expression, variables, budget);
  if (result.error !== undefined) return policy.failsOpen ? [] : [{ message: result.error, index }];
  if (result.value === true) return [];
  try {
    const text =
      (message && expressed(message, evaluating)) ||
      validation.message?.trim() ||
      `failed expression: ${validation.expression.trim()}`;
    return [{ message: text, reason: validation.reason ?? 'Invalid', index }];
  } catch (error) {
    if (!(error instanceof BudgetError)) throw error;
    return policy.failsOpen ? [] : [{ message: `failed messageExpression: ${error.message}`, index }];
  }
}

/** What a message's expression says; empty: nothing that can be told. */
function expressed(message: AdmissionExpression, { variables, budget }: Evaluating): string {
  const { value } = { value: undefined, ...evaluateAdmission(message, variables, budget) };
  const text = typeof value === 'string' ? value.trim() : '';
  return text.includes('\n') || byteLength(text) > maxMessage ? '' : text;
}

function annotate({ annotations, failsOpen }: ValidatingPolicy, variables: AdmissionVariables): AuditNote[] {
  const budget = new Budget(evaluationBudget);
  return annotations.flatMap(({ key, value }): AuditNote[] => {
    const result = evaluateAdmission(value, variables, budget);
    if (result.error !== undefined) return failsOpen ? [] : [{ error: result.error }];
    const text = typeof result.value === 'string' ? result.value.trim() : '';
    return text === '' ? [] : [{ key, value: text }];
  });
}
