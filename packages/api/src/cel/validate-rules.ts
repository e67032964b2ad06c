import { findPath } from '../schema/find-path.js';
import type { Schema } from '../schema/schema.js';
import { type FieldError, field } from '../validation/field-error.js';
import { deepEqual } from '../values/deep-equal.js';
import { isJsonObject } from '../values/json.js';
import { CelCostError, CelRuntimeError } from './cel-error.js';
import type { Program } from './environment.js';
import { type CompiledRule, compileRule, type SchemaRule } from './schema-rule.js';
import { type Declared, declare, withObjectMeta } from './schema-types.js';
import { OptionalValue, type Value } from './values.js';

/** What all rules together may cost for one object. */
const totalBudget = 10_000_000;
/** The longest message that an expression may make. */
const maxMessage = 5 * 1024;

/** What is wrong with an object by the rules of its schema, and what would be, had it not been so before. */
export interface RuleFindings {
  readonly errors: FieldError[];
  /** Rules that do not hold where nothing has changed: they are told, and let pass. */
  readonly warnings: FieldError[];
}

const compiled = new WeakMap<Schema, RuleNode | undefined>();

/**
 * Evaluates the rules (`x-kubernetes-validations`) of a schema, in the order and the words of kube-apiserver. `old` is the
 * object whose place it takes.
 */
export function validateRules(value: unknown, schema: Schema, old?: unknown): RuleFindings {
  const findings: RuleFindings = { errors: [], warnings: [] };
  if (!compiled.has(schema)) compiled.set(schema, compileNode(schema, true));
  const node = compiled.get(schema);
  if (node === undefined) return findings;
  const run: Run = { ...findings, budget: totalBudget };
  const correlation = old === undefined ? undefined : { value, old };
  validateNode(node, { path: '', value, old, correlation, nearest: undefined }, run);
  return findings;
}

/** A schema with rules, or with such schemas inside of it. */
interface RuleNode {
  readonly schema: Schema;
  readonly type: string;
  readonly declared: Declared;
  readonly rules: readonly CompiledRule[];
  readonly items: RuleNode | undefined;
  readonly values: RuleNode | undefined;
  readonly properties: ReadonlyMap<string, RuleNode>;
}

function compileNode(schema: Schema, isRoot = false): RuleNode | undefined {
  if (!hasRules(schema)) return undefined;
  const declared = declare(schema, isRoot || schema['x-kubernetes-embedded-resource'] === true);
  if (declared === undefined) return undefined;
  const { items, additionalProperties, properties = {} } = isRoot ? withObjectMeta(schema) : schema;
  return {
    ...{ schema, declared, type: schema.type ?? '' },
    rules: (schema['x-kubernetes-validations'] ?? []).map((rule) => compileRule(rule, declared)),
    items: items === undefined ? undefined : compileNode(items),
    values: typeof additionalProperties === 'object' ? compileNode(additionalProperties) : undefined,
    properties: new Map(
      Object.entries(properties).flatMap(([name, property]): [string, RuleNode][] => {
        const node = compileNode(property);
        return node === undefined ? [] : [[name, node]];
      }),
    ),
  };
}

const known = new WeakMap<Schema, boolean>();

/** Whether a schema has rules, or schemas with rules inside of it. */
export function hasRules(schema: Schema): boolean {
  const has = known.get(schema) ?? findRules(schema);
  known.set(schema, has);
  return has;
}

function findRules({
  'x-kubernetes-validations': rules = [],
  items,
  additionalProperties,
  properties = {},
}: Schema): boolean {
  if (rules.length > 0) return true;
  const inside = [items, additionalProperties, ...Object.values(properties)];
  return inside.some((schema) => typeof schema === 'object' && hasRules(schema));
}

interface Pair {
  readonly value: unknown;
  readonly old: unknown;
}

/** A value and what is known of what was in its place. */
interface Place extends Pair {
  readonly path: string;
  /** The value and the former one, where they can be told to be the same thing. */
  readonly correlation: Pair | undefined;
  /** The nearest around it of which that can be told. */
  readonly nearest: Pair | undefined;
}

interface Run extends RuleFindings {
  budget: number;
}

function validateNode(node: RuleNode, place: Place, run: Run): void {
  const { value } = place;
  if (value === null || value === undefined) return;
  if (node.rules.length > 0) validateHere(node, place, run);
  if (run.budget < 0) return;
  if (Array.isArray(value)) validateItems(node, place, value, run);
  else if (isJsonObject(value)) validateFields(node, place, value, run);
}

function validateItems(node: RuleNode, place: Place, items: readonly unknown[], run: Run): void {
  if (node.items === undefined) return;
  const oldItem = oldItems(node.schema, place.old);
  for (const [index, value] of items.entries()) {
    const old = oldItem(value);
    const correlation = place.correlation === undefined || old === undefined ? undefined : { value, old };
    const nearest = place.correlation ?? place.nearest;
    validateNode(node.items, { path: `${place.path}[${index}]`, value, old, correlation, nearest }, run);
    if (run.budget < 0) return;
  }
}

/** Items of lists that are maps are the same where their keys are. */
function oldItems(schema: Schema, old: unknown): (item: unknown) => unknown {
  if (!Array.isArray(old) || schema['x-kubernetes-list-type'] !== 'map') return () => undefined;
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const idOf = (item: unknown) => JSON.stringify(keys.map((key) => (isJsonObject(item) ? item[key] : undefined)));
  const byId = new Map(old.map((item) => [idOf(item), item]));
  return (item) => byId.get(idOf(item));
}

function validateFields(node: RuleNode, place: Place, object: Record<string, unknown>, run: Run): void {
  const isCorrelatable = node.schema['x-kubernetes-map-type'] !== 'atomic';
  const oldObject = isJsonObject(place.old) ? place.old : {};
  for (const name of Object.keys(object)) {
    const inside = node.properties.get(name) ?? node.values;
    if (inside === undefined) continue;
    const value = object[name];
    const old = isCorrelatable && Object.hasOwn(oldObject, name) ? oldObject[name] : undefined;
    const correlation = place.correlation === undefined || old === undefined ? undefined : { value, old };
    const step = node.properties.has(name) ? `${place.path === '' ? '' : '.'}${name}` : `[${name}]`;
    const nearest = place.correlation ?? place.nearest;
    validateNode(inside, { path: `${place.path}${step}`, value, old, correlation, nearest }, run);
    if (run.budget < 0) return;
  }
}

const exhausted = 'validation failed due to running out of cost budget, no further validation rules will be run';

function validateHere(node: RuleNode, place: Place, run: Run): void {
  const { declared, type } = node;
  const path = place.path === '' ? '<nil>' : place.path;
  const self = declared.toValue(place.value);
  const hasOld = place.old !== undefined && place.old !== null;
  const oldSelf = hasOld ? declared.toValue(place.old) : undefined;
  for (const compiledRule of node.rules) {
    if (run.budget <= 0) {
      run.errors.push(field.invalid(path, type, exhausted));
      run.budget = -1;
      return;
    }
    const { rule, program, problem, usesOldSelf } = compiledRule;
    if (problem !== undefined) {
      run.errors.push(field.invalid(path, type, `rule compile error: ${problem}`));
      continue;
    }
    if (program === undefined || (usesOldSelf && !hasOld && rule.optionalOldSelf !== true)) continue;
    const variables = { self, oldSelf: oldValue(rule, oldSelf) };
    const outcome = evaluate(program, variables, run);
    if (outcome.error !== undefined) {
      run.errors.push(field.invalid(path, type, failureText(outcome.error, rule)));
      if (outcome.error instanceof CelCostError) run.budget = -1;
    } else if (run.budget < 0) run.errors.push(field.invalid(path, type, exhausted));
    else if (outcome.value !== true) reportRule(node, { compiledRule, variables, place }, run);
    if (run.budget < 0) return;
  }
}

function oldValue({ optionalOldSelf }: SchemaRule, oldSelf: Value | undefined): Value | undefined {
  if (optionalOldSelf !== true) return oldSelf;
  return oldSelf === undefined ? OptionalValue.none : OptionalValue.of(oldSelf);
}

type Outcome = { value: Value; error?: undefined } | { error: CelRuntimeError | CelCostError };

/** Evaluates, and takes what it cost from what may still be spent. */
function evaluate(program: Program, variables: Readonly<Record<string, Value | undefined>>, run: Run): Outcome {
  const spend = (cost: number) => {
    run.budget -= cost;
  };
  try {
    const { value, cost } = program.evaluate(variables, spend);
    spend(cost);
    return { value };
  } catch (error) {
    if (error instanceof CelRuntimeError || error instanceof CelCostError) return { error };
    throw error;
  }
}

function failureText(error: Error, rule: SchemaRule): string {
  const shown = (rule.message || rule.rule).trim();
  if (error instanceof CelCostError) {
    return `'${error.message}': no further validation rules will be run due to call cost exceeds limit for rule: ${shown}`;
  }
  if (error.message.startsWith('no such overload')) {
    return `'${error.message}': call arguments did not match a supported operator, function or macro signature for rule: ${shown}`;
  }
  return `${error.message} evaluating rule: ${shown}`;
}

function reportRule(
  node: RuleNode,
  {
    compiledRule,
    variables,
    place,
  }: { compiledRule: CompiledRule; variables: Readonly<Record<string, Value | undefined>>; place: Place },
  run: Run,
): void {
  const { rule, usesOldSelf } = compiledRule;
  const path = pathOf(rule, node.schema, place.path);
  const message = messageOf(compiledRule, variables, run);
  const unchanged = place.correlation ?? place.nearest;
  const isOld = !usesOldSelf && unchanged !== undefined && deepEqual(unchanged.value, unchanged.old);
  const found = isOld ? run.warnings : run.errors;
  if (message.problem !== undefined) {
    found.push(field.invalid(path, node.type, message.problem));
    run.budget = -1;
    return;
  }
  found.push(errorFor(rule, path, { value: place.value, type: node.type, detail: message.text }));
}

/** Where the mistake is: at the value, or at the field of it that the rule names. */
function pathOf({ fieldPath }: SchemaRule, schema: Schema, path: string): string {
  const found = fieldPath ? findPath(fieldPath.trim(), schema, { brackets: true }) : undefined;
  const inside = found !== undefined && 'path' in found ? found.path : '';
  if (path === '') return inside === '' ? '<nil>' : inside;
  return inside === '' ? path : `${path}.${inside}`;
}

/** What the rule's expression says, if it says something; else its message, or the rule itself. */
function messageOf(
  { rule, message }: CompiledRule,
  variables: Readonly<Record<string, Value | undefined>>,
  run: Run,
): { text: string; problem?: string } {
  const usual = rule.message ? rule.message.trim() : `failed rule: ${rule.rule.trim()}`;
  if (message === undefined) return { text: usual };
  const outcome = evaluate(message, variables, run);
  if (outcome.error instanceof CelCostError) {
    const problem = `no further validation rules will be run due to call cost exceeds limit for messageExpression: ${JSON.stringify(rule.messageExpression)}`;
    return { text: usual, problem };
  }
  if (run.budget < 0) {
    const problem =
      'messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run';
    return { text: usual, problem };
  }
  if (outcome.error !== undefined || typeof outcome.value !== 'string') return { text: usual };
  const text = outcome.value.trim();
  return { text: text === '' || text.includes('\n') || text.length > maxMessage ? usual : text };
}

function errorFor(
  { reason }: SchemaRule,
  path: string,
  { value, type, detail }: { value: unknown; type: string; detail: string },
): FieldError {
  const isShown = type !== 'object' && type !== 'array';
  switch (reason) {
    case 'FieldValueForbidden':
      return field.forbidden(path, detail);
    case 'FieldValueRequired':
      return field.required(path, detail);
    case 'FieldValueDuplicate':
      return isShown ? field.duplicate(path, value) : { type: 'Duplicate', field: path, detail: '' };
    default:
      return { type: 'Invalid', field: path, detail, ...(isShown ? { badValue: value } : {}) };
  }
}
