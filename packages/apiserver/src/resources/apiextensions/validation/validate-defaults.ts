import { deepEqual, type FieldError, field, isJsonObject, type Schema } from '@sampan/api';
import { decode, loadSchemas, validateValue } from '@sampan/api/schemas';
import type { JsonSchema } from './internal-definition.js';

/** Defaults have to be what their schema allows, without fields that would be dropped (`ValidateDefaults`). */
export function validateDefaults(schema: JsonSchema, path: string): FieldError[] {
  return below({ ...schema, 'x-kubernetes-embedded-resource': true }, path, false);
}

function below(schema: JsonSchema, path: string, insideMeta: boolean): FieldError[] {
  const isObject = schema['x-kubernetes-embedded-resource'] === true;
  const inside = isObject ? false : insideMeta;
  const errors = schema.default === undefined ? [] : validateDefault(schema, `${path}.default`, inside);
  if (schema.items !== undefined && !Array.isArray(schema.items)) {
    errors.push(...below(schema.items, `${path}.items`, inside));
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const ofMeta = isObject && (name === 'metadata' || name === 'apiVersion' || name === 'kind');
    errors.push(...below(property, `${path}.properties[${name}]`, inside || ofMeta));
  }
  return errors;
}

function validateDefault(schema: JsonSchema, path: string, insideMeta: boolean): FieldError[] {
  const { default: value } = schema;
  if (!insideMeta) {
    const pruned = prune(value, schema);
    if (!deepEqual(pruned, value)) return [field.invalid(path, value, 'must not have unknown fields')];
  }
  return validateValue(value, schema as Schema, path);
}

/** The value without what the schema does not know; a value is no object of its own, so it is put into one. */
function prune(value: unknown, schema: JsonSchema): unknown {
  const around = { type: 'object', properties: { value: schema } } as Schema;
  const { value: decoded } = decode({ value }, around, loadSchemas(), { unknown: 'Ignore' });
  return isJsonObject(decoded) ? decoded.value : undefined;
}
