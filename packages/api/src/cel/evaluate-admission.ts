import type { AdmissionExpression } from './admission-expression.js';
import type { AdmissionVariables } from './admission-values.js';
import type { Budget } from './budget.js';
import { CelRuntimeError } from './cel-error.js';
import { CelObject, type Value } from './values.js';

export type Evaluation = { readonly value: Value; readonly error?: undefined } | { readonly error: string };

/**
 * Evaluates an expression of admission: its value, or what upstream says of why it has none. Throws a BudgetError where more
 * was spent than there is.
 */
export function evaluateAdmission(
  { text, program, problem }: AdmissionExpression,
  variables: AdmissionVariables,
  budget: Budget,
): Evaluation {
  if (program === undefined) return { error: `compilation error: ${problem}` };
  const result = budget.evaluate(program, variables);
  if (result.failure === undefined) return { value: result.value };
  return { error: `expression '${text}' resulted in error: ${result.failure}` };
}

/** The variables of a policy (`variables.x`): each is evaluated when an expression looks at it, and once. */
export class PolicyVariables extends CelObject {
  readonly typeName = 'kubernetes.variables';
  readonly #expressions: ReadonlyMap<string, AdmissionExpression>;
  readonly #variables: () => AdmissionVariables;
  readonly #budget: Budget;
  readonly #known = new Map<string, Value | CelRuntimeError>();

  /** `variables` are what the expressions see, these themselves among them. */
  constructor(
    expressions: ReadonlyMap<string, AdmissionExpression>,
    variables: () => AdmissionVariables,
    budget: Budget,
  ) {
    super();
    this.#expressions = expressions;
    this.#variables = variables;
    this.#budget = budget;
  }

  names(): Iterable<string> {
    return this.#expressions.keys();
  }

  get(name: string): Value | undefined {
    const expression = this.#expressions.get(name);
    if (expression === undefined) return undefined;
    const known = this.#known.get(name) ?? this.#evaluate(name, expression);
    this.#known.set(name, known);
    if (known instanceof CelRuntimeError) throw known;
    return known;
  }

  #evaluate(name: string, { program, problem }: AdmissionExpression): Value | CelRuntimeError {
    const subject = `composited variable ${JSON.stringify(name)} fails to`;
    if (program === undefined) return new CelRuntimeError(`${subject} compile: ${problem}`);
    const result = this.#budget.evaluate(program, this.#variables());
    if (result.failure !== undefined) return new CelRuntimeError(`${subject} evaluate: ${result.failure}`);
    return result.value;
  }
}
