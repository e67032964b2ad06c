import { type FieldError, field, type Schema } from '@sampan/api';
import { compileRule, type Declared, declare, maxCardinality, type SchemaRule } from '@sampan/api/cel';
import { findPath } from '@sampan/api/schemas';
import { goRule, type JsonSchema } from './internal-definition.js';

/** What one expression, and all of a schema together, may cost at most, in units of cel-go. */
const maxExpressionCost = 10_000_000;
const maxSchemaCost = 100_000_000;

/** The place in a schema where rules (`x-kubernetes-validations`) stand. */
export interface RuleScope {
  property(name: string, schema: JsonSchema): RuleScope;
  items(schema: JsonSchema): RuleScope;
  values(schema: JsonSchema): RuleScope;
  /** What is wrong with their expressions. `uncorrelatable` is the part around that is not recognised after a change. */
  compile(schema: JsonSchema, path: string, uncorrelatable: string | undefined): FieldError[];
  /** Whether all rules of the whole schema together may cost too much. */
  costErrors(path: string): FieldError[];
}

/** What all rules of a schema may cost, and those that cost most. */
interface TotalCost {
  total: number;
  expensive: { path: string; cost: number }[];
}

/** @param options.isUnchanged the schema was let in before: single rules may cost what they cost */
export function createRuleScope(schema: JsonSchema, options: { isUnchanged: boolean }): RuleScope {
  return scopeOf({ schema, cardinality: 1, isRoot: true, cost: { total: 0, expensive: [] }, ...options });
}

interface ScopeParts {
  readonly schema: JsonSchema;
  /** How often data of this schema is in one object at most; undefined: nothing bounds it. */
  readonly cardinality: number | undefined;
  readonly isRoot: boolean;
  readonly isUnchanged: boolean;
  readonly cost: TotalCost;
}

function scopeOf(parts: ScopeParts): RuleScope {
  const factor = maxElements(parts.schema);
  const cardinality = parts.cardinality === undefined || factor === undefined ? undefined : parts.cardinality * factor;
  const inside = (schema: JsonSchema) => scopeOf({ ...parts, schema, cardinality, isRoot: false });
  return {
    property: (_, schema) => inside(schema),
    items: inside,
    values: inside,
    compile: (schema, path, uncorrelatable) => compileRules(schema, { ...parts, path, uncorrelatable }),
    costErrors: (path) => totalErrors(parts.cost, path),
  };
}

/** By what a schema multiplies what is inside of it. */
function maxElements({ type, additionalProperties, maxProperties, maxItems }: JsonSchema): number | undefined {
  if (type === 'object' && additionalProperties !== undefined) return maxProperties;
  return type === 'array' ? maxItems : 1;
}

function compileRules(
  schema: JsonSchema,
  parts: ScopeParts & { path: string; uncorrelatable: string | undefined },
): FieldError[] {
  const rules = schema['x-kubernetes-validations'] ?? [];
  if (rules.length === 0) return [];
  const declared = declare(schema as Schema, parts.isRoot || schema['x-kubernetes-embedded-resource'] === true);
  if (declared === undefined) return [];
  return rules.flatMap((rule, index) =>
    compileOne(rule, declared, { ...parts, path: `${parts.path}.x-kubernetes-validations[${index}]` }),
  );
}

function compileOne(
  rule: SchemaRule,
  declared: Declared,
  {
    path,
    uncorrelatable,
    cardinality,
    isUnchanged,
    cost,
  }: ScopeParts & { path: string; uncorrelatable: string | undefined },
): FieldError[] {
  const errors: FieldError[] = [];
  const compiled = compileRule(rule, declared);
  const often = cardinality ?? maxCardinality(declared);
  const spend = (name: string, at: string, once: number, all: number) => {
    if (!isUnchanged && once > maxExpressionCost)
      errors.push(field.forbidden(at, tooExpensive(name, once, maxExpressionCost)));
    observe(cost, at, all);
  };
  const ruleCost = compiled.cost === 0 ? 0 : compiled.cost * often;
  spend('estimated rule cost', `${path}.rule`, ruleCost, ruleCost);
  if (compiled.problem !== undefined) errors.push(field.invalid(`${path}.rule`, goRule(rule), compiled.problem));
  if (compiled.messageProblem !== undefined) {
    errors.push(field.invalid(`${path}.messageExpression`, goRule(rule), compiled.messageProblem));
  } else if (compiled.message !== undefined) {
    const { messageCost } = compiled;
    spend('estimated messageExpression cost', `${path}.messageExpression`, messageCost, messageCost);
  }
  if (compiled.usesOldSelf) {
    if (uncorrelatable !== undefined) {
      const detail = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable}`;
      errors.push(field.invalid(`${path}.rule`, rule.rule, detail));
    }
  } else if (rule.optionalOldSelf !== undefined) {
    const detail = 'may not be set if oldSelf is not used in rule';
    errors.push(field.invalid(`${path}.optionalOldSelf`, rule.optionalOldSelf, detail));
  }
  return errors;
}

function observe(cost: TotalCost, path: string, amount: number): void {
  cost.total += amount;
  if (amount < maxSchemaCost / 100) return;
  cost.expensive.push({ path, cost: amount });
  cost.expensive.sort((a, b) => b.cost - a.cost).splice(4);
}

function totalErrors({ total, expensive }: TotalCost, path: string): FieldError[] {
  if (total <= maxSchemaCost) return [];
  const detail = 'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema';
  const name = 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema';
  return [
    ...expensive.map((rule) => field.forbidden(rule.path, detail)),
    field.forbidden(path, tooExpensive(name, total, maxSchemaCost)),
  ];
}

function tooExpensive(name: string, cost: number, limit: number): string {
  const factor = cost / limit;
  const shown = factor > 100 ? 'more than 100' : factor.toFixed(factor < 1.5 ? 6 : 1);
  return `${name} exceeds budget by factor of ${shown}x (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;
}

const reasons = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];
const newlines = /[\n\r]/;

/** What is wrong with rules, but for their expressions. */
export function checkRules(schema: JsonSchema, path: string): FieldError[] {
  const rules = schema['x-kubernetes-validations'] ?? [];
  return rules.flatMap((rule, index) => checkRule(rule, schema, `${path}.x-kubernetes-validations[${index}]`));
}

function checkRule(
  { rule = '', message = '', messageExpression = '', reason, fieldPath = '' }: SchemaRule,
  schema: JsonSchema,
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  if (rule.trim() === '') errors.push(field.required(`${path}.rule`, 'rule is not specified'));
  else if (message !== '' && message.trim() === '') {
    errors.push(field.invalid(`${path}.message`, message, 'message must be non-empty if specified'));
  } else if (newlines.test(message.trim())) {
    errors.push(field.invalid(`${path}.message`, message, 'message must not contain line breaks'));
  } else if (newlines.test(rule.trim()) && message.trim() === '') {
    errors.push(field.required(`${path}.message`, 'message must be specified if rule contains line breaks'));
  }
  if (messageExpression !== '' && messageExpression.trim() === '') {
    errors.push(field.required(`${path}.messageExpression`, 'messageExpression must be non-empty if specified'));
  }
  if (reason !== undefined && !reasons.includes(reason)) {
    errors.push(field.notSupported(`${path}.reason`, reason, reasons));
  }
  if (fieldPath !== '' && fieldPath.trim() === '') {
    errors.push(field.invalid(`${path}.fieldPath`, fieldPath, 'fieldPath must be non-empty if specified'));
  }
  if (newlines.test(fieldPath)) {
    errors.push(field.invalid(`${path}.fieldPath`, fieldPath, 'fieldPath must not contain line breaks'));
  }
  if (fieldPath !== '' && 'problem' in findPath(fieldPath, schema as Schema, { brackets: true })) {
    errors.push(field.invalid(`${path}.fieldPath`, fieldPath, 'fieldPath must be a valid path'));
  }
  return errors;
}
