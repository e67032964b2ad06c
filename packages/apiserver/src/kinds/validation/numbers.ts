import { type FieldError, field, isPort } from '@sampan/api';
import { invalidFor } from './messages.js';

const notNegative = 'must be greater than or equal to 0';

/** Counts and seconds; missing is fine. */
export function validateNonNegative(path: string, value: number | undefined): FieldError[] {
  return value === undefined || value >= 0 ? [] : [field.invalid(path, value, notNegative)];
}

/** A port number; missing counts as 0, which is none. */
export function validatePort(path: string, value: number | undefined): FieldError[] {
  return invalidFor(path, value ?? 0, isPort(value ?? 0));
}
