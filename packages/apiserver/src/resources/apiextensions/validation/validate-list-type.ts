import { type FieldError, field } from '@sampan/api';
import { goSchema, type JsonSchema } from './internal-definition.js';

/** `x-kubernetes-list-type` and `x-kubernetes-list-map-keys`. */
export function validateListType(schema: JsonSchema, path: string): FieldError[] {
  const listType: string | undefined = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  return [
    ...(listType === undefined ? [] : validateArray(schema, listType, path)),
    ...(keys.length > 0 && listType !== 'map' ? [keysWithoutMap(listType, path)] : []),
    ...(listType === 'map' ? validateMap(schema, keys, path) : []),
    ...(listType === 'map' || listType === 'set' ? validateItems(schema, { listType, keys }, path) : []),
  ];
}

function validateArray(schema: JsonSchema, listType: string, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (schema.type !== 'array') {
    const detail = 'must be array if x-kubernetes-list-type is specified';
    errors.push(
      schema.type ? field.invalid(`${path}.type`, schema.type, detail) : field.required(`${path}.type`, detail),
    );
  } else if (listType === 'set') errors.push(...validateSet(schema, path));
  const supported = ['atomic', 'set', 'map'];
  if (!supported.includes(listType)) {
    errors.push(field.notSupported(`${path}.x-kubernetes-list-type`, listType, supported));
  }
  return errors;
}

/** Items of a set are compared as wholes. */
function validateSet(schema: JsonSchema, path: string): FieldError[] {
  const items = itemsOf(schema);
  const detail = 'must be atomic as item of a list with x-kubernetes-list-type=set';
  if (items?.type === 'array' && (items['x-kubernetes-list-type'] ?? 'atomic') !== 'atomic') {
    const at = `${path}.items.x-kubernetes-list-type`;
    return [field.invalid(at, items['x-kubernetes-list-type'], detail)];
  }
  if (items?.type === 'object' && items['x-kubernetes-map-type'] !== 'atomic') {
    // Upstream shows the list's type where it means the map's.
    return [field.invalid(`${path}.items.x-kubernetes-map-type`, items['x-kubernetes-list-type'], detail)];
  }
  return [];
}

function keysWithoutMap(listType: string | undefined, path: string): FieldError {
  const at = `${path}.x-kubernetes-list-type`;
  const detail = 'must be map if x-kubernetes-list-map-keys is non-empty';
  return listType === undefined ? field.required(at, detail) : field.invalid(at, listType, detail);
}

function validateMap(schema: JsonSchema, keys: readonly string[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  const at = `${path}.x-kubernetes-list-map-keys`;
  if (keys.length === 0) errors.push(field.required(at, 'must not be empty if x-kubernetes-list-type is map'));
  if (schema.items === undefined) {
    errors.push(field.required(`${path}.items`, 'must have a schema if x-kubernetes-list-type is map'));
  }
  const items = itemsOf(schema);
  if (Array.isArray(schema.items)) {
    const shown = { Schema: null, JSONSchemas: schema.items.map(goSchema) };
    errors.push(
      field.invalid(`${path}.items`, shown, 'must only have a single schema if x-kubernetes-list-type is map'),
    );
  }
  if (items === undefined) return errors;
  if (items.type !== 'object') {
    const detail = "must be object if parent array's x-kubernetes-list-type is map";
    errors.push(field.invalid(`${path}.items.type`, items.type ?? '', detail));
    return errors;
  }
  for (const [index, key] of keys.entries()) {
    const property = items.properties?.[key];
    if (property === undefined) {
      errors.push(field.invalid(at, keys, 'entries must all be names of item properties'));
    } else if (property.type === 'array' || property.type === 'object') {
      const detail = "must be a scalar type if parent array's x-kubernetes-list-type is map";
      errors.push(field.invalid(`${path}.items.properties[${key}].type`, items.type, detail));
    }
    if (keys.indexOf(key) < index) errors.push(field.invalid(at, keys, 'must not contain duplicate entries'));
  }
  return errors;
}

/** Items that are told apart have to be there, and so have their keys (`validateMapListKeysMapSet`). */
function validateItems(
  schema: JsonSchema,
  { listType, keys }: { listType: string; keys: readonly string[] },
  path: string,
): FieldError[] {
  const items = itemsOf(schema);
  if (items === undefined) return [];
  const errors: FieldError[] = [];
  if (items.nullable === true) {
    errors.push(
      field.forbidden(`${path}.items.nullable`, `cannot be nullable when x-kubernetes-list-type is ${listType}`),
    );
  }
  if (listType !== 'map') return errors;
  for (const key of keys) {
    const property = items.properties?.[key];
    if (property === undefined) continue;
    const at = `${path}.items.properties[${key}]`;
    const start = 'this property is in x-kubernetes-list-map-keys, so it';
    if (items.required?.includes(key) !== true && property.default === undefined) {
      errors.push(field.required(`${at}.default`, `${start} must have a default or be a required property`));
    }
    if (property.nullable === true) errors.push(field.forbidden(`${at}.nullable`, `${start} cannot be nullable`));
  }
  return errors;
}

function itemsOf({ items }: JsonSchema): JsonSchema | undefined {
  return Array.isArray(items) ? undefined : items;
}
