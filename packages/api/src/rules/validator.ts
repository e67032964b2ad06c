import type { SchemaRegistry } from '../schema/schema.js';
import { type FieldError, field } from '../validation/field-error.js';
import { deepEqual } from '../values/deep-equal.js';
import { checkField, saysOfValues } from './check-field.js';
import type { Interest } from './children.js';
import type { DefinitionRules, FieldRule } from './field-rule.js';
import {
  compileStruct,
  type FieldChecks,
  type FieldStep,
  type Fields,
  type Step,
  type StructStep,
} from './struct-steps.js';

/** What is wrong with an object; `old` is the one whose place it takes. */
export type Validator = (object: object, old?: object) => FieldError[];

/**
 * The validator of a kind's definition: its rules and those of what it leads to, in the order in which they are written
 * down, with `checks` at the places of their fields. What is written to the status is looked at where it is written.
 */
export function compileValidator(name: string, registry: SchemaRegistry, checks: FieldChecks = {}): Validator {
  const isWanted = (field: string) => field !== 'status' && field !== 'metadata';
  return run(compileStruct(name, checks, { registry, ...values, stepOf: ruleStep, isWanted }));
}

/** The validator of a kind's status. */
export function compileStatusValidator(name: string, registry: SchemaRegistry, checks: FieldChecks = {}): Validator {
  const isWanted = (field: string) => field === 'status';
  return run(compileStruct(name, checks, { registry, ...values, stepOf: ruleStep, isWanted }));
}

/** The validator of changes: fields that are fixed once the object exists (`ValidateImmutableField`). */
export function compileChangeValidator(name: string, registry: SchemaRegistry): Validator {
  return run(compileStruct(name, {}, { registry, matters: hasImmutable, stepOf: changeStep }));
}

function run(struct: StructStep): Validator {
  return (object, old) => {
    const errors: FieldError[] = [];
    struct(object as Fields, undefined, old as Fields | undefined, errors);
    return errors;
  };
}

const values: Interest = {
  matters: ({ fields = {} }) => Object.values(fields).some((rule) => ruleStep(rule) !== undefined),
  stopsAt: ({ checkedByCode }) => checkedByCode === true,
};

function ruleStep(rule: FieldRule): FieldStep | undefined {
  if (!saysOfValues(rule)) return undefined;
  const seesMissing = rule.required !== undefined;
  return { step: (value, place, _old, errors) => checkField(rule, value, place, errors), seesMissing };
}

function hasImmutable({ fields = {} }: DefinitionRules): boolean {
  return Object.values(fields).some(({ immutable }) => immutable === true);
}

function changeStep({ immutable }: FieldRule): FieldStep | undefined {
  if (!immutable) return undefined;
  const step: Step = (value, place, old, errors) => {
    if (!deepEqual(value ?? null, old ?? null)) errors.push(field.invalid(place.path, value, 'field is immutable'));
  };
  return { step, seesMissing: true };
}
