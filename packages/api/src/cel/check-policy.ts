import { compileAdmission, compileVariables } from './admission-expression.js';
import { dyn, type Type } from './types.js';

/** What is checked of a policy. */
export interface CheckedPolicy {
  readonly variables?: readonly { readonly name: string; readonly expression: string }[];
  readonly validations?: readonly { readonly expression: string; readonly messageExpression?: string }[];
}

/** A kind that a policy is about: its name, as `apps/v1, Kind=Deployment`, and its type. */
export interface CheckedKind {
  readonly name: string;
  readonly type: Type;
}

export interface TypeWarning {
  readonly fieldRef: string;
  readonly warning: string;
}

/**
 * What does not fit the types of the kinds that a policy is about (upstream's `TypeChecker.Check`). `params` is the type of the
 * policy's parameters; undefined: it has none, or nobody knows it.
 */
export function checkPolicy(
  { variables = [], validations = [] }: CheckedPolicy,
  kinds: readonly CheckedKind[],
  params: Type | undefined,
): TypeWarning[] {
  const scopes = kinds.map(({ name, type }) => {
    const scope = {
      ...{ params: params !== undefined, authorizer: true },
      types: { object: type, oldObject: type, params: params ?? dyn },
    };
    return { name, scope: { ...scope, variables: compileVariables(variables, scope).types } };
  });
  const check = (fieldRef: string, expression: string): TypeWarning[] => {
    const messages = scopes.flatMap(({ name, scope }) => {
      const { problem } = compileAdmission(expression, scope);
      return problem === undefined ? [] : [`${name}: ${problem.replace(/^compilation failed: /, '')}\n`];
    });
    return messages.length === 0 ? [] : [{ fieldRef, warning: messages.join('\n') }];
  };
  return validations.flatMap(({ expression, messageExpression }, index) => {
    const path = `spec.validations[${index}]`;
    return [
      ...check(`${path}.expression`, expression),
      ...(messageExpression ? check(`${path}.messageExpression`, messageExpression) : []),
    ];
  });
}
