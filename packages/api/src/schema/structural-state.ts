import type { FieldError } from '../validation/field-error.js';
import { formatPath, type PathStep } from './decode-state.js';

/** What the validation of one custom resource has seen so far. */
export interface StructuralState {
  readonly path: PathStep[];
  readonly errors: FieldError[];
}

/** Checks a value. `old` is what was in its place before; undefined: nothing, or it cannot be told. */
export type StructuralCheck = (value: unknown, old: unknown, state: StructuralState) => void;

/** `spec.replicas in body should be greater than or equal to 1`, as an error of the value at the state's path. */
export function addInvalid(state: StructuralState, value: unknown, rule: string): void {
  const field = formatPath(state.path);
  state.errors.push({
    type: 'Invalid',
    field: field === '' ? '<nil>' : field,
    badValue: value ?? '',
    detail: `${field} in body ${rule}`,
  });
}

/** `spec.replicas in body must be of type integer: "string"`; `actual` is the value's type, or text of a wrong format. */
export function addWrongType(state: StructuralState, expected: string, actual: string): void {
  const field = formatPath(state.path);
  state.errors.push({
    type: 'TypeInvalid',
    field: field === '' ? '<nil>' : field,
    badValue: actual,
    detail: `${field} in body must be of type ${expected}: ${JSON.stringify(actual)}`,
  });
}

/** JSON Schema's name for the type of a value; whole numbers are integers. */
export function jsonTypeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}
