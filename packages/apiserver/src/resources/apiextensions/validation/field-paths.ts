import { type FieldError, field } from '@sampan/api';
import type { JsonSchema } from './internal-definition.js';

/** What a path leads to, or why it leads nowhere. */
export type FoundPath = { readonly path: string; readonly schema: JsonSchema } | { readonly problem: string };

/**
 * Follows a JSON path of fields and keys through a schema (`ValidFieldPath`): `.spec.a`, `.map['a.b']`. The path that is
 * found is told as errors tell paths.
 */
export function findPath(jsonPath: string, root: JsonSchema, { brackets }: { brackets: boolean }): FoundPath {
  const tokens = jsonPath.match(/'(?:[^'\\]|\\.)*'|[.[\]]|[^.[\]]+/gs) ?? [];
  let schema: JsonSchema = root;
  let path = '';
  for (let at = 0; at < tokens.length; at++) {
    const open = tokens[at];
    let name: string;
    if (open === '.') {
      const next = tokens[++at];
      if (next === undefined) return { problem: 'unexpected end of JSON path' };
      name = next;
    } else if (open === '[') {
      if (!brackets) return { problem: 'array notation is not allowed' };
      const quoted = tokens[++at];
      if (quoted === undefined) return { problem: 'unexpected end of JSON path' };
      if (!/^'.*'$/s.test(quoted)) return { problem: `expected single quoted string but got ${quoted}` };
      name = quoted.slice(1, -1).replace(/\\(.)/gs, '$1');
      const close = tokens[++at];
      if (close === undefined) return { problem: 'unexpected end of JSON path' };
      if (close !== ']') return { problem: `expected ] but got ${close}` };
    } else return { problem: `expected [ or . but got: ${open}` };
    const { properties, additionalProperties } = schema;
    const next = properties === undefined ? additionalProperties : properties[name];
    if (typeof next !== 'object') return { problem: 'does not refer to a valid field' };
    path += properties === undefined ? `[${name}]` : `${path === '' ? '' : '.'}${name}`;
    schema = next;
  }
  return { path, schema };
}

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
