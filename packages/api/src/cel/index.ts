/** The Common Expression Language as Kubernetes extends it. Not in the main entry: it is large, and few need it. */
export { CelCostError, CelRuntimeError, CelSyntaxError } from './cel-error.js';
export { compileCel, type Program } from './environment.js';
export { type CompiledRule, compileRule, maxCardinality, type SchemaRule } from './schema-rule.js';
export { type Declared, declare } from './schema-types.js';
export { hasRules, type RuleFindings, validateRules } from './validate-rules.js';
