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
  | { kind: 'leaf'; shape?: LeafShape }
  | { kind: 'unknown' }
  | { kind: 'set' }
  | { kind: 'object'; field(name: string): KnownField | undefined; open: boolean }
  | { kind: 'map'; element: FieldType }
  | { kind: 'keyed'; element: FieldType; keys: readonly string[]; defaults: Readonly<Record<string, unknown>> };

/** What a leaf may hold: a scalar, the items of an atomic list, or what an atomic object would be if it were not. */
export type LeafShape = 'string' | 'numeric' | 'boolean' | 'scalar' | AtomicShape;
type AtomicShape = { as: FieldType; items?: undefined } | { as?: undefined; items: FieldType };

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
  if (isAtomic) return { kind: 'leaf', shape: { as: compileMembers(target, registry) } };
  return compileMembers(target, registry, schema);
}

function compileMembers(target: Schema, registry: SchemaRegistry, schema = target): FieldType {
  if (target.properties !== undefined) return compileObject(target, target.properties, registry);
  if (typeof target.additionalProperties === 'object') {
    return lazyElement({ kind: 'map' }, target.additionalProperties, registry);
  }
  if (target['x-kubernetes-preserve-unknown-fields'] === true || target.additionalProperties === true)
    return unknownType;
  const shape = scalarShape(schema, target);
  return shape === undefined ? leafType : { kind: 'leaf', shape };
}

/** Definitions whose values may be written as numbers and as strings. */
const eitherScalar = /\.(?:Quantity|IntOrString)$/;

function scalarShape({ $ref, allOf }: Schema, target: Schema): LeafShape | undefined {
  if (target['x-kubernetes-int-or-string'] === true || eitherScalar.test($ref ?? allOf?.[0]?.$ref ?? ''))
    return 'scalar';
  if (target.type === 'integer' || target.type === 'number') return 'numeric';
  return target.type === 'string' || target.type === 'boolean' ? target.type : undefined;
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
  if (target.items === undefined) return leafType;
  if (listType === 'atomic') return { kind: 'leaf', shape: lazy({}, 'items', target.items, registry) as AtomicShape };
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
  const { properties = {}, required = [] } = resolveReference(items, registry);
  const defaults: Record<string, unknown> = {};
  for (const key of keys) {
    const schema = Object.hasOwn(properties, key) ? properties[key] : undefined;
    const value = schema?.default ?? untoldDefaults[key] ?? (required.includes(key) ? zeroOf(schema) : undefined);
    if (value !== undefined) defaults[key] = value;
  }
  return defaults;
}

/** What a key that has to be there is in Go where it is not: the published schemas of built-in kinds say no more. */
function zeroOf(schema: Schema | undefined): unknown {
  return schema?.type === 'string' ? '' : schema?.type === 'integer' ? 0 : undefined;
}

/** Types may contain themselves (JSONSchemaProps), so that elements are compiled when they are first asked for. */
function lazyElement<T extends object>(type: T, element: Schema, registry: SchemaRegistry): FieldType {
  return lazy(type, 'element', element, registry) as FieldType;
}

function lazy<T extends object>(type: T, property: string, schema: Schema, registry: SchemaRegistry): unknown {
  return Object.defineProperty(type, property, { get: () => fieldTypeOf(schema, registry) });
}

function resolveReference(schema: Schema, registry: SchemaRegistry): Schema {
  if (schema.$ref !== undefined) return registry.resolve(schema);
  const [only] = schema.allOf ?? [];
  return only?.$ref !== undefined && schema.allOf?.length === 1 ? registry.resolve(only) : schema;
}
