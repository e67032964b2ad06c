import type { Schema, SchemaRegistry } from './schema.js';

const referencePrefix = '#/components/schemas/';
const definitionNames = new WeakMap<Schema, string>();

/** A registry over `definitions`, which are keyed by the names that their `$ref`s use. */
export function createSchemaRegistry(definitions: Readonly<Record<string, Schema>>): SchemaRegistry {
  const byName = new Map(Object.entries(definitions));
  const nameByKind = indexByKind(byName);
  for (const [name, schema] of byName) definitionNames.set(schema, name);

  function definition(name: string): Schema {
    const schema = byName.get(name);
    if (schema === undefined) throw new TypeError(`no definition is called ${name}`);
    return schema;
  }

  return {
    definition,
    forKind: ({ group, version, kind }) => {
      const name = nameByKind.get(`${group}/${version}/${kind}`);
      return name === undefined ? undefined : { name, schema: definition(name) };
    },
    resolve: (schema) => (schema.$ref === undefined ? schema : definition(referenceName(schema.$ref))),
    names: () => [...byName.keys()],
  };
}

/** The name of a registry's definition; undefined: the schema is none, but some part or another. */
export function definitionName(schema: Schema): string | undefined {
  return schema.$ref === undefined ? definitionNames.get(schema) : referenceName(schema.$ref);
}

/** The definition's name in a `$ref`. */
export function referenceName(reference: string): string {
  return reference.slice(referencePrefix.length);
}

/** The `$ref` to a definition. */
export function referenceTo(name: string): string {
  return referencePrefix + name;
}

/** Options such as DeleteOptions, which every group version has, are found under the core group alone. */
function indexByKind(byName: ReadonlyMap<string, Schema>): Map<string, string> {
  const index = new Map<string, string>();
  for (const [name, schema] of byName) {
    const kinds = schema['x-kubernetes-group-version-kind'] ?? [];
    for (const { group, version, kind } of kinds.length === 1 ? kinds : kinds.filter(({ group }) => group === '')) {
      index.set(`${group}/${version}/${kind}`, name);
    }
  }
  return index;
}
