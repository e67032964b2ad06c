import type { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding, Validation } from '@sampan/api';
import { type AdmissionExpression, bool, compileAdmission, nullType, string } from '@sampan/api/cel';
import { type CompiledPolicy, compilePolicy } from './compiled-policy.js';
import type { PolicySource } from './policy-source.js';

/** What objects have to be like, ready to be evaluated. */
export interface ValidatingPolicy extends CompiledPolicy {
  readonly validations: readonly CompiledValidation[];
  readonly annotations: readonly { readonly key: string; readonly value: AdmissionExpression }[];
}

export interface CompiledValidation {
  readonly validation: Validation;
  readonly expression: AdmissionExpression;
  /** What says the message, where an expression does. */
  readonly message?: AdmissionExpression;
}

export type ValidatingPolicySource = PolicySource<ValidatingPolicy, ValidatingAdmissionPolicyBinding>;

export function compileValidatingPolicy(object: ValidatingAdmissionPolicy): ValidatingPolicy {
  const { policy, scope } = compilePolicy(object);
  const { validations = [], auditAnnotations = [] } = object.spec ?? {};
  return {
    ...policy,
    validations: validations.map((validation) => ({
      validation,
      expression: compileAdmission(validation.expression, scope, [bool]),
      ...(validation.messageExpression && {
        message: compileAdmission(validation.messageExpression, { ...scope, authorizer: false }, [string]),
      }),
    })),
    annotations: auditAnnotations.map(({ key, valueExpression }) => ({
      key,
      value: compileAdmission(valueExpression.trim(), scope, [string, nullType]),
    })),
  };
}
