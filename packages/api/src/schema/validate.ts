import type { FieldError } from '../validation/field-error.js';
import type { Schema } from './schema.js';
import { definitionName } from './schema-registry.js';
import { setStructuralDefaults } from './structural-defaults.js';
import { validateStructural } from './structural-validator.js';

/**
 * What is wrong with a decoded object, by its schema alone. `old` is the object whose place it takes: what was wrong
 * there and has not changed is let pass, so that rules may become stricter.
 */
export function validate(value: unknown, schema: Schema, old?: unknown): FieldError[] {
  if (definitionName(schema) !== undefined) return [];
  return validateStructural(value, schema, old);
}

/** Fills in the defaults that a schema says, in place. Built-in kinds' are in code of their own. */
export function setDefaults(value: unknown, schema: Schema): void {
  if (definitionName(schema) === undefined) setStructuralDefaults(value, schema);
}
