import type { Schema, SchemaRegistry } from '../schema/schema.js';
import { escapeName } from './escaped-names.js';
import { bool, bytes, double, duration, dyn, int, listOf, mapOf, string, type Type, timestamp } from './types.js';

/**
 * The type of objects with a published schema (`SchemaDeclType` of OpenAPI v3), as far as it is known: what has no type, such
 * as a quantity, may be anything. Fields are looked up when an expression does, since types may contain themselves.
 */
export function kindType(schema: Schema, registry: SchemaRegistry, name: string): Type {
  const resolved = resolve(schema, registry);
  if (resolved['x-kubernetes-int-or-string'] === true || resolved.format === 'int-or-string') return dyn;
  switch (resolved.type) {
    case 'array':
      return listOf(resolved.items === undefined ? dyn : kindType(resolved.items, registry, `${name}.@items`));
    case 'object':
      return objectType(resolved, registry, name);
    case 'string':
      return formats[resolved.format ?? ''] ?? string;
    case 'boolean':
      return bool;
    case 'number':
      return double;
    case 'integer':
      return int;
    default:
      return dyn;
  }
}

const formats: Readonly<Record<string, Type>> = { byte: bytes, duration, date: timestamp, 'date-time': timestamp };

function objectType(schema: Schema, registry: SchemaRegistry, name: string): Type {
  const { additionalProperties, properties } = schema;
  if (typeof additionalProperties === 'object') {
    return mapOf(string, kindType(additionalProperties, registry, `${name}.@values`));
  }
  if (properties === undefined || schema['x-kubernetes-preserve-unknown-fields'] === true) return dyn;
  const fields = new Map(Object.entries(properties).map(([field, of]) => [escapeName(field) ?? field, of]));
  const known = new Map<string, Type>();
  return {
    kind: 'object',
    name,
    field: (field) => {
      const of = fields.get(field);
      if (of === undefined) return undefined;
      const type = known.get(field) ?? kindType(of, registry, `${name}.${field}`);
      known.set(field, type);
      return type;
    },
  };
}

/** What a reference names, alone or beside what a document says of the field. */
function resolve(schema: Schema, registry: SchemaRegistry): Schema {
  const [only] = schema.allOf ?? [];
  const named = schema.$ref === undefined && schema.allOf?.length === 1 && only?.$ref !== undefined ? only : schema;
  return named.$ref === undefined ? named : registry.resolve(named);
}
