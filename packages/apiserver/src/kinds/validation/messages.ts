import { type FieldError, field } from '@sampan/api';

/** One `Invalid` error for each of the messages that a check returned. */
export function invalidFor(path: string, value: unknown, messages: readonly string[]): FieldError[] {
  return messages.map((message) => field.invalid(path, value, message));
}

/** `Required` where a text is missing or empty; otherwise what `check` has to say of it. */
export function requiredText(
  path: string,
  value: string | undefined,
  check: (value: string) => readonly string[] = () => [],
): FieldError[] {
  return value === undefined || value === '' ? [field.required(path)] : invalidFor(path, value, check(value));
}

/** What `check` has to say of a text that may be missing. */
export function optionalText(
  path: string,
  value: string | undefined,
  check: (value: string) => readonly string[],
): FieldError[] {
  return value === undefined || value === '' ? [] : invalidFor(path, value, check(value));
}

/** `Required` where the value is missing, `Unsupported` where it is none of `supported`. */
export function requiredChoice(path: string, value: string | undefined, supported: readonly string[]): FieldError[] {
  if (value === undefined || value === '') return [field.required(path)];
  return supported.includes(value) ? [] : [field.notSupported(path, value, supported)];
}

/** `Unsupported` where there is a value and it is none of `supported`. */
export function optionalChoice(path: string, value: string | undefined, supported: readonly string[]): FieldError[] {
  return value === undefined || supported.includes(value) ? [] : [field.notSupported(path, value, supported)];
}
