import { CelCostError, CelRuntimeError } from './cel-error.js';
import type { Program } from './environment.js';
import type { Value } from './values.js';

/** What the expressions of a policy may cost together, for one set of parameters, in units of cel-go. */
export const evaluationBudget = 10_000_000;
/** What match conditions may cost together. */
export const matchConditionsBudget = 2_500_000;

/** More was spent than there is: nothing that comes after it is evaluated. */
export class BudgetError extends Error {
  constructor() {
    super('validation failed due to running out of cost budget, no further validation rules will be run');
  }
}

/** What is left to be spent by evaluations that share it. */
export class Budget {
  #left: number;

  constructor(limit: number) {
    this.#left = limit;
  }

  /** The program's value, or why it has none. Throws a BudgetError where that cost more than what was left. */
  evaluate(
    program: Program,
    variables: Readonly<Record<string, Value | undefined>>,
  ): { readonly value: Value; readonly failure?: undefined } | { readonly failure: string } {
    try {
      const { value, cost } = program.evaluate(variables, (spent) => this.#spend(spent));
      this.#spend(cost);
      return { value };
    } catch (error) {
      if (error instanceof CelRuntimeError || error instanceof CelCostError) return { failure: error.message };
      throw error;
    }
  }

  #spend(cost: number): void {
    if (cost > this.#left) throw new BudgetError();
    this.#left -= cost;
  }
}
