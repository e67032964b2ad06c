import type { Schema, SchemaRegistry } from '../schema/schema.js';

/**
 * What a strategic merge has to know of a field. An unknown field has no schema: its objects are merged, its lists
 * replaced.
 */
export interface MergeSchema {
  /** `merge`, `replace`, `retainKeys`: the field's patch strategies. */
  readonly strategies: readonly string[];
  /** The field that identifies the elements of a merged list of objects. */
  readonly mergeKey?: string | undefined;
  /** The schema of a field of an object, or of a map's values. */
  child(fieldName: string): MergeSchema | undefined;
  /** The schema of a list's elements. */
  readonly items?: MergeSchema | undefined;
}

const adapters = new WeakMap<Schema, MergeSchema>();

/** How strategic merge reads an OpenAPI schema: `x-kubernetes-patch-strategy` and `x-kubernetes-patch-merge-key`. */
export function mergeSchemaOf(schema: Schema, registry: SchemaRegistry): MergeSchema {
  let adapter = adapters.get(schema);
  if (adapter === undefined) {
    adapter = adapt(schema, registry);
    adapters.set(schema, adapter);
  }
  return adapter;
}

function adapt(schema: Schema, registry: SchemaRegistry): MergeSchema {
  const target = resolveReference(schema, registry);
  const strategies = schema['x-kubernetes-patch-strategy'] ?? target['x-kubernetes-patch-strategy'];
  return {
    strategies: strategies === undefined ? [] : strategies.split(','),
    mergeKey: schema['x-kubernetes-patch-merge-key'] ?? target['x-kubernetes-patch-merge-key'],
    child: (fieldName) => {
      const properties = target.properties ?? {};
      if (Object.hasOwn(properties, fieldName)) return mergeSchemaOf(properties[fieldName] ?? {}, registry);
      const values = target.additionalProperties;
      return typeof values === 'object' ? mergeSchemaOf(values, registry) : undefined;
    },
    get items() {
      return target.items === undefined ? undefined : mergeSchemaOf(target.items, registry);
    },
  };
}

/** A reference may stand alone, or in an `allOf` beside the field's own description. */
function resolveReference(schema: Schema, registry: SchemaRegistry): Schema {
  if (schema.$ref !== undefined) return registry.resolve(schema);
  const [only] = schema.allOf ?? [];
  return only?.$ref !== undefined && schema.allOf?.length === 1 ? registry.resolve(only) : schema;
}
