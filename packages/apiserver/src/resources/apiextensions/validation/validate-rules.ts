import type { FieldError } from '@sampan/api';
import type { JsonSchema } from './internal-definition.js';

/** The place in a schema where rules (`x-kubernetes-validations`) stand. */
export interface RuleScope {
  property(name: string, schema: JsonSchema): RuleScope;
  items(schema: JsonSchema): RuleScope;
  values(schema: JsonSchema): RuleScope;
  /** What is wrong with the rules of a schema, but for their expressions. */
  checkRules(schema: JsonSchema, path: string): FieldError[];
  /** What is wrong with their expressions. */
  compile(schema: JsonSchema, path: string, uncorrelatable: string | undefined): FieldError[];
  /** Whether all rules of the whole schema together may cost too much. */
  costErrors(path: string): FieldError[];
}

export function createRuleScope(_schema: JsonSchema, _options: { isUnchanged: boolean }): RuleScope {
  const scope: RuleScope = {
    property: () => scope,
    items: () => scope,
    values: () => scope,
    checkRules: () => [],
    compile: () => [],
    costErrors: () => [],
  };
  return scope;
}
