import { type FieldError, field, type IntOrString, isPercent } from '@sampan/api';
import { invalidFor } from './messages.js';

/** A count, or a percentage of another: `maxSurge`, `minAvailable`. Missing is fine. */
export function validateIntOrPercent(path: string, value: IntOrString | undefined): FieldError[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return invalidFor(path, value, isPercent(value));
  return value >= 0 ? [] : [field.invalid(path, value, 'must be greater than or equal to 0')];
}

/** The same, where a percentage may not exceed the whole. */
export function validateAtMostWhole(path: string, value: IntOrString | undefined): FieldError[] {
  const percent = percentOf(value);
  return percent !== undefined && percent > 100 ? [field.invalid(path, value, 'must not be greater than 100%')] : [];
}

/** True for `0` and `0%`. */
export function isZero(value: IntOrString | undefined): boolean {
  return value === 0 || percentOf(value) === 0;
}

function percentOf(value: IntOrString | undefined): number | undefined {
  return typeof value === 'string' && isPercent(value).length === 0 ? Number(value.slice(0, -1)) : undefined;
}
