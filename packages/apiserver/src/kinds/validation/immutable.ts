import { deepEqual, type FieldError, field } from '@sampan/api';

/** An error where a field that is fixed once the object exists has changed. */
export function validateImmutable(path: string, value: unknown, old: unknown): FieldError[] {
  return deepEqual(value ?? null, old ?? null) ? [] : [field.invalid(path, value, 'field is immutable')];
}
