import { byteLength, type FieldError, field } from '@sampan/api';

const maxParameters = 512;
/** All names and values together, in bytes. */
const maxSize = 256 * 1024;

/** What a class says to those who make its volumes. */
export function validateParameters(path: string, parameters: Readonly<Record<string, string>> = {}): FieldError[] {
  const entries = Object.entries(parameters);
  if (entries.length > maxParameters) return [field.tooLong(path, maxParameters)];
  const errors = '' in parameters ? [field.invalid(path, '', 'field can not be empty.')] : [];
  const size = entries.reduce((sum, [name, value]) => sum + byteLength(name) + byteLength(value), 0);
  if (size > maxSize) errors.push(field.tooLong(path, maxSize));
  return errors;
}
