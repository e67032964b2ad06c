import { byteLength, type FieldError, field, isLabelValue, isQualifiedName } from '@sampan/api';
import { invalidFor } from './messages.js';

/** The size that all annotations of one object may have together: 256 KiB of keys and values. */
const annotationsMaxLength = 256 * 1024;

/** Labels of an object or a template. */
export function validateLabels(path: string, labels: Readonly<Record<string, string>> | undefined): FieldError[] {
  return Object.entries(labels ?? {}).flatMap(([key, value]) => [
    ...invalidFor(path, key, isQualifiedName(key)),
    ...invalidFor(path, value, isLabelValue(value)),
  ]);
}

/** Annotations of an object or a template; their keys are checked without regard to case. */
export function validateAnnotations(
  path: string,
  annotations: Readonly<Record<string, string>> | undefined,
): FieldError[] {
  let length = 0;
  const errors: FieldError[] = [];
  for (const [key, value] of Object.entries(annotations ?? {})) {
    errors.push(...invalidFor(path, key, isQualifiedName(key.toLowerCase())));
    length += byteLength(key) + byteLength(value);
  }
  if (length > annotationsMaxLength) errors.push(field.tooLong(path, annotationsMaxLength));
  return errors;
}
