import type { Schema } from '../schema/schema.js';
import { CelSyntaxError } from './cel-error.js';
import { compileCel, type Program } from './environment.js';
import { type Declared, maxRequestBytes, sizesOf } from './schema-types.js';
import type { Type } from './types.js';

/** A rule of a schema (`x-kubernetes-validations`). */
export type SchemaRule = NonNullable<Schema['x-kubernetes-validations']>[number];

/** A rule that is ready to be evaluated, or what is wrong with it. */
export interface CompiledRule {
  readonly rule: SchemaRule;
  /** Absent where the rule has a problem, or is empty. */
  readonly program?: Program;
  readonly problem?: string;
  /** What says the message, where an expression does. */
  readonly message?: Program;
  readonly messageProblem?: string;
  /** It is about a change: what was there before is looked at. */
  readonly usesOldSelf: boolean;
  /** The most that it may cost, once. */
  readonly cost: number;
  readonly messageCost: number;
}

/** How often data of this kind can be in one object, where no bound is declared. */
export function maxCardinality({ minBytes }: Declared): number {
  return Math.floor(maxRequestBytes / (minBytes + 1));
}

/** Compiles a rule about data that is declared so. */
export function compileRule(rule: SchemaRule, declared: Declared): CompiledRule {
  const nothing = { rule, usesOldSelf: false, cost: 0, messageCost: 0 };
  if (rule.rule.trim() === '') return nothing;
  const oldSelf: Type = rule.optionalOldSelf ? { kind: 'optional', value: declared.type } : declared.type;
  const variables = new Map([
    ['self', declared.type],
    ['oldSelf', oldSelf],
  ]);
  const compiled = attempt(rule.rule, variables);
  if (typeof compiled === 'string') return { ...nothing, problem: `compilation failed: ${compiled}` };
  if (compiled.type.kind !== 'bool' && compiled.type.kind !== 'error') {
    return { ...nothing, problem: 'cel expression must evaluate to a bool' };
  }
  const sizes = sizesOf(declared);
  const found = { rule, program: compiled, usesOldSelf: compiled.uses('oldSelf'), cost: compiled.estimate(sizes) };
  if (!rule.messageExpression) return { ...found, messageCost: 0 };
  const message = attempt(rule.messageExpression, variables);
  if (typeof message === 'string') {
    return { ...found, messageCost: 0, messageProblem: `messageExpression compilation failed: ${message}` };
  }
  if (message.type.kind !== 'string') {
    return { ...found, messageCost: 0, messageProblem: 'messageExpression must evaluate to a string' };
  }
  return { ...found, message, messageCost: message.estimate(sizes) };
}

function attempt(text: string, variables: ReadonlyMap<string, Type>): Program | string {
  try {
    return compileCel(text, variables);
  } catch (error) {
    if (error instanceof CelSyntaxError) return error.message;
    throw error;
  }
}
