import {
  type FieldError,
  field,
  type MutatingAdmissionPolicySpec,
  type ValidatingAdmissionPolicySpec,
  type Variable,
} from '@sampan/api';
import {
  type AdmissionScope,
  bool,
  type CompiledVariables,
  compileAdmission,
  compileVariables,
  isIdentifier,
  type Type,
} from '@sampan/api/cel';
import { requiredChoice } from '../../../kinds/validation/messages.js';
import { validateMatchConditions } from './validate-match-conditions.js';
import { validateMatchConstraints } from './validate-match-resources.js';
import { validateParamKind } from './validate-param-kind.js';

type PolicySpec = MutatingAdmissionPolicySpec | ValidatingAdmissionPolicySpec;

/**
 * What policies of both kinds have in common. Returns what is wrong with it, and what the expressions that are the policy's own
 * may see.
 */
export function validatePolicy(
  path: string,
  spec: PolicySpec,
  { mutates }: { readonly mutates: boolean },
): { readonly errors: FieldError[]; readonly scope: AdmissionScope } {
  const { paramKind, matchConditions = [], variables = [] } = spec;
  const conditions: AdmissionScope = { params: paramKind !== undefined, authorizer: true };
  const compiled = compileVariables(variables, conditions);
  const errors = [
    ...requiredChoice(`${path}.failurePolicy`, spec.failurePolicy, ['Fail', 'Ignore']),
    ...(paramKind === undefined ? [] : validateParamKind(`${path}.paramKind`, paramKind)),
    ...validateMatchConstraints(`${path}.matchConstraints`, spec.matchConstraints, { mutates }),
    ...validateMatchConditions(
      `${path}.matchConditions`,
      matchConditions,
      (expression) => compileAdmission(expression, conditions, [bool]).problem,
    ),
    ...variables.flatMap((variable, index) => validateVariable(`${path}.variables[${index}]`, variable, compiled)),
  ];
  const scope = variables.length === 0 ? conditions : { ...conditions, variables: compiled.types };
  return { errors, scope };
}

/** What is wrong with an expression that has to be of one of the types. */
export function expressionErrors(
  path: string,
  { written, expression = written }: { readonly written: string; readonly expression?: string },
  scope: AdmissionScope,
  types: readonly Type[],
): FieldError[] {
  const { problem } = compileAdmission(expression, scope, types);
  return problem === undefined ? [] : [field.invalid(path, written, problem)];
}

function validateVariable(path: string, variable: Variable, { expressions }: CompiledVariables): FieldError[] {
  const { name = '', expression = '' } = variable;
  const errors: FieldError[] = [];
  if (name.trim() === '') errors.push(field.required(`${path}.name`, 'name is not specified'));
  else if (!isIdentifier(name)) errors.push(field.invalid(`${path}.name`, name, 'must be a valid CEL identifier'));
  if (expression.trim() === '') return [...errors, field.required(`${path}.expression`, 'expression is not specified')];
  const problem = expressions.get(name)?.problem;
  return problem === undefined ? errors : [...errors, field.invalid(`${path}.expression`, expression, problem)];
}
