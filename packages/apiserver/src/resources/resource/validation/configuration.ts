import { byteLength, type FieldError, field, type OpaqueDeviceConfiguration } from '@sampan/api';
import { validateDriverName } from '../../core/persistent-volume-spec.js';

export const maxConfigurations = 32;
const parametersMaxLength = 10 * 1024;

/** What only its driver understands. */
export function validateConfiguration(
  path: string,
  { opaque }: { readonly opaque?: OpaqueDeviceConfiguration },
): FieldError[] {
  if (opaque === undefined) return [field.required(`${path}.opaque`)];
  return [
    ...validateDriverName(`${path}.opaque.driver`, opaque.driver),
    ...validateRawObject(`${path}.opaque.parameters`, opaque.parameters, parametersMaxLength),
  ];
}

/** An object that nobody but a driver understands, of at most so many bytes. */
export function validateRawObject(path: string, value: unknown, maxLength: number): FieldError[] {
  if (value === undefined || value === null) return [field.required(path)];
  if (byteLength(JSON.stringify(value)) > maxLength) return [field.tooLong(path, maxLength)];
  if (typeof value === 'object' && !Array.isArray(value)) return [];
  return [field.invalid(path, '<value omitted>', 'must be a valid JSON object')];
}
