/** The Common Expression Language as Kubernetes extends it. Not in the main entry: it is large, and few need it. */
export {
  type AdmissionExpression,
  type AdmissionScope,
  type CompiledVariables,
  compileAdmission,
  compileVariables,
} from './admission-expression.js';
export { type AdmissionInput, type AdmissionVariables, admissionVariables, withVariables } from './admission-values.js';
export { Budget, BudgetError, evaluationBudget, matchConditionsBudget } from './budget.js';
export { CelCostError, CelRuntimeError, CelSyntaxError } from './cel-error.js';
export { type CheckedKind, checkPolicy, type TypeWarning } from './check-policy.js';
export { compileDeviceSelector, type DeviceSelectorExpression, deviceSelectorMaxCost } from './device-selector.js';
export { compileCel, type Program } from './environment.js';
export { isIdentifier } from './escaped-names.js';
export { type Evaluation, evaluateAdmission, PolicyVariables } from './evaluate-admission.js';
export { kindType } from './kind-type.js';
export type { AuthorizationCheck, AuthorizationDecision, Authorize, CheckedResource } from './library/authorization.js';
export { applyConfigurationType, jsonPatchType, MutationObject, typeNameProblems } from './mutation-types.js';
export { type CompiledRule, compileRule, maxCardinality, type SchemaRule } from './schema-rule.js';
export { type Declared, declare, untypedValue } from './schema-types.js';
export { toJson } from './to-json.js';
export { bool, dyn, listOf, nullType, string, type Type } from './types.js';
export { hasRules, type RuleFindings, validateRules } from './validate-rules.js';
export type { Value } from './values.js';
