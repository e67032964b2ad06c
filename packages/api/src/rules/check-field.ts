import { byteLength } from '../text/byte-length.js';
import { type FieldError, field } from '../validation/field-error.js';
import { isInRange } from '../validation/formats.js';
import type { FieldRule, ValueRule } from './field-rule.js';
import { formatErrors } from './formats.js';
import type { Place } from './place.js';

/** Defaults and immutability are no business of a value alone. */
const otherSayings = ['default', 'when', 'immutable'];

/** Whether a rule says anything of a field's values. */
export function saysOfValues(rule: FieldRule): boolean {
  return Object.keys(rule).some((saying) => !otherSayings.includes(saying));
}

/** Adds to `errors` what a field's rule has to say of its value. */
export function checkField(rule: FieldRule, value: unknown, place: Pick<Place, 'path'>, errors: FieldError[]): void {
  if (value === undefined || (rule.required && (value === '' || value === 0))) {
    if (rule.required) errors.push(field.required(place.path, detailOf(rule.required)));
    return;
  }
  if (rule.maxLength !== undefined && typeof value === 'string' && byteLength(value) > rule.maxLength) {
    errors.push(field.tooLong(place.path, rule.maxLength));
  }
  if (Array.isArray(value)) checkList(rule, value, place, errors);
  else checkValue(rule, value, place, errors);
}

function detailOf(required: true | string): string {
  return required === true ? '' : required;
}

function checkList(
  { required, maxItems, items }: FieldRule,
  value: unknown[],
  place: Pick<Place, 'path'>,
  errors: FieldError[],
) {
  if (required && value.length === 0) errors.push(field.required(place.path, detailOf(required)));
  if (maxItems !== undefined && value.length > maxItems) errors.push(field.tooMany(place.path, value.length, maxItems));
  if (items === undefined) return;
  for (const [index, item] of value.entries()) checkValue(items, item, { path: `${place.path}[${index}]` }, errors);
}

function checkValue(rule: ValueRule, value: unknown, place: Pick<Place, 'path'>, errors: FieldError[]): void {
  if (rule.enum !== undefined && !rule.enum.includes(value as string)) {
    errors.push(field.notSupported(place.path, value, rule.enum));
  }
  if (typeof value === 'number') {
    const problem = boundsProblem(rule, value);
    if (problem !== undefined) errors.push(field.invalid(place.path, value, problem));
  } else if (rule.format !== undefined && typeof value === 'string') {
    errors.push(...formatErrors(rule.format, place.path, value));
  }
}

function boundsProblem({ minimum, maximum, exclusiveMinimum }: ValueRule, value: number): string | undefined {
  if (minimum !== undefined && maximum !== undefined) return isInRange(value, minimum, maximum)[0];
  if (minimum !== undefined && value < minimum) return `must be greater than or equal to ${minimum}`;
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) return `must be greater than ${exclusiveMinimum}`;
  return undefined;
}
