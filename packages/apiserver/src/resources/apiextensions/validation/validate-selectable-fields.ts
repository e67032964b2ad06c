import { type FieldError, field } from '@sampan/api';
import { findPath } from '@sampan/api/schemas';
import type { JsonSchema } from './internal-definition.js';

const maxSelectableFields = 8;

/** `selectableFields` (`ValidateCustomResourceSelectableFields`). */
export function validateSelectableFields(
  fields: readonly { jsonPath?: string }[],
  schema: JsonSchema,
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, { jsonPath = '' }] of fields.entries()) {
    const at = `${path}[${index}].jsonPath`;
    if (jsonPath === '') {
      errors.push(field.required(at));
      continue;
    }
    const found = findPath(jsonPath, schema, { brackets: false });
    if ('problem' in found) {
      errors.push(field.invalid(at, jsonPath, `is an invalid path: ${found.problem}`));
      continue;
    }
    if (found.path === 'metadata' || found.path.startsWith('metadata.')) {
      errors.push(field.invalid(at, jsonPath, 'must not point to fields in metadata'));
    }
    if (!['string', 'boolean', 'integer'].includes(found.schema.type ?? '')) {
      const detail =
        'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.';
      errors.push(field.invalid(at, jsonPath, detail));
    }
    if (seen.has(found.path)) errors.push(field.duplicate(at, jsonPath));
    seen.add(found.path);
  }
  if (seen.size > maxSelectableFields) errors.push(field.tooMany(path, seen.size, maxSelectableFields));
  return errors;
}
