import type { Schema, SchemaRegistry } from '../schema/schema.js';

/**
 * How ownership sees a value:
 *
 *   leaf     owned as a whole: scalars, atomic lists and objects
 *   object   its fields are owned one by one; `fields` knows them by name
 *   map      its entries are owned one by one
 *   keyed    a list whose elements are objects told apart by their key fields
 *   set      a list of distinct scalars
 *   unknown  no schema: objects are owned field by field, everything else as a whole
 */
export type FieldType =
  | { kind: 'leaf' | 'unknown' | 'set' }
  | { kind: 'object'; field(name: string): KnownField | undefined; open: boolean }
  | { kind: 'map'; element: FieldType }
  | { kind: 'keyed'; element: FieldType; keys: readonly string[]; defaults: Readonly<Record<string, unknown>> };

/** A field that the schema declares. */
export interface KnownField {
  type: FieldType;
  /** `f:NAME`, made once: field sets are built for every write. */
  element: string;
}

export const leafType: FieldType = { kind: 'leaf' };
export const unknownType: FieldType = { kind: 'unknown' };
const setType: FieldType = { kind: 'set' };

const compiled = new WeakMap<Schema, FieldType>();

/** The field type of a schema: `x-kubernetes-list-type`, `-list-map-keys` and `-map-type` decide, as in Kubernetes. */
export function fieldTypeOf(schema: Schema, registry: SchemaRegistry): FieldType {
  let type = compiled.get(schema);
  if (type === undefined) {
    type = compile(schema, registry);
    compiled.set(schema, type);
  }
  return type;
}

function compile(schema: Schema, registry: SchemaRegistry): FieldType {
  const target = resolveReference(schema, registry);
  const isAtomic = (schema['x-kubernetes-map-type'] ?? target['x-kubernetes-map-type']) === 'atomic';
  if (target.type === 'array') return compileList(schema, target, registry);
  if (isAtomic) return leafType;
  if (target.properties !== undefined) return compileObject(target, target.properties, registry);
  if (typeof target.additionalProperties === 'object') {
    return lazyElement({ kind: 'map' }, target.additionalProperties, registry);
  }
  if (target['x-kubernetes-preserve-unknown-fields'] === true || target.additionalProperties === true)
    return unknownType;
  return leafType;
}

function compileObject(target: Schema, properties: Record<string, Schema>, registry: SchemaRegistry): FieldType {
  const fields = new Map<string, KnownField>();
  return {
    kind: 'object',
    open: target['x-kubernetes-preserve-unknown-fields'] === true || target['x-kubernetes-embedded-resource'] === true,
    field: (name) => {
      let field = fields.get(name);
      if (field === undefined && Object.hasOwn(properties, name)) {
        field = { type: fieldTypeOf(properties[name] as Schema, registry), element: `f:${name}` };
        fields.set(name, field);
      }
      return field;
    },
  };
}

/** A list without a type of its own is merged where its patch strategy says so, and atomic elsewhere. */
function compileList(schema: Schema, target: Schema, registry: SchemaRegistry): FieldType {
  const strategy = schema['x-kubernetes-patch-strategy'] ?? target['x-kubernetes-patch-strategy'] ?? '';
  const mergeKey = schema['x-kubernetes-patch-merge-key'] ?? target['x-kubernetes-patch-merge-key'];
  const merged = strategy.split(',').includes('merge');
  const listType =
    schema['x-kubernetes-list-type'] ??
    target['x-kubernetes-list-type'] ??
    (merged ? (mergeKey === undefined ? 'set' : 'map') : 'atomic');
  if (listType === 'atomic' || target.items === undefined) return leafType;
  if (listType === 'set') return setType;
  const declared = schema['x-kubernetes-list-map-keys'] ?? target['x-kubernetes-list-map-keys'];
  const keys = [...(declared ?? (mergeKey === undefined ? [] : [mergeKey]))].sort();
  return lazyElement(
    { kind: 'keyed', keys, defaults: keyDefaults(target.items, keys, registry) },
    target.items,
    registry,
  );
}

/** Defaults of key fields that the published schemas do not tell. */
const untoldDefaults: Record<string, unknown> = { protocol: 'TCP' };

/** Keys that may be left out in a manifest (a port's protocol) count with their defaults. */
function keyDefaults(items: Schema, keys: readonly string[], registry: SchemaRegistry): Record<string, unknown> {
  const properties = resolveReference(items, registry).properties ?? {};
  const defaults: Record<string, unknown> = {};
  for (const key of keys) {
    const value = (Object.hasOwn(properties, key) ? properties[key]?.default : undefined) ?? untoldDefaults[key];
    if (value !== undefined) defaults[key] = value;
  }
  return defaults;
}

/** Types may contain themselves (JSONSchemaProps), so that elements are compiled when they are first asked for. */
function lazyElement<T extends object>(type: T, element: Schema, registry: SchemaRegistry): FieldType {
  return Object.defineProperty(type, 'element', { get: () => fieldTypeOf(element, registry) }) as unknown as FieldType;
}

function resolveReference(schema: Schema, registry: SchemaRegistry): Schema {
  if (schema.$ref !== undefined) return registry.resolve(schema);
  const [only] = schema.allOf ?? [];
  return only?.$ref !== undefined && schema.allOf?.length === 1 ? registry.resolve(only) : schema;
}
