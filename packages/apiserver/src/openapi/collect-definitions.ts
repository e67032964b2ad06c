import type { Schema, SchemaRegistry } from '@sampan/api';
import { type Descriptions, loadSchemas, referenceName, referenceTo } from '@sampan/api/schemas';
import { objectProperties } from '../kinds/object-schema.js';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import { definitionNameOf, isBuiltIn, listDefinitionNameOf } from './definition-names.js';
import type { PathEntry } from './operation.js';

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1';

/** Everything that paths refer to, directly or not, by name: with descriptions, where some are given. */
export function collectDefinitions(
  entries: readonly PathEntry[],
  resources: readonly ResourceDefinition[],
  descriptions: Descriptions,
): Record<string, Schema> {
  const custom = new Map(resources.filter((resource) => !isBuiltIn(resource)).flatMap(customDefinitions));
  const registry = loadSchemas();
  const collected = new Map<string, Schema>();
  const pending = entries.flatMap((entry) => entry.operations).flatMap(rootReferences);
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (collected.has(name)) continue;
    const schema = custom.get(name) ?? describe(name, registry, descriptions);
    collected.set(name, schema);
    pending.push(...referencesIn(schema));
  }
  return Object.fromEntries([...collected].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function rootReferences({ response, body }: PathEntry['operations'][number]): string[] {
  const watchEvents = `${meta}.WatchEvent`;
  return [...referencesIn(response), ...(body === undefined ? [] : referencesIn(body.schema)), watchEvents];
}

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [referenceName(inner)] : referencesIn(inner),
  );
}

/** The definitions of a custom resource and its lists. */
function customDefinitions(resource: ResourceDefinition): [string, Schema][] {
  const { group, version, kind, listKind, schema } = resource;
  const object: Schema = {
    ...schema,
    'x-kubernetes-group-version-kind': [{ group, kind, version }],
  };
  const items: Schema = { type: 'array', items: { $ref: referenceTo(definitionNameOf(resource)) } };
  const list: Schema = {
    description: `${listKind} is a list of ${kind}`,
    required: ['items'],
    type: 'object',
    properties: { ...objectProperties(`${meta}.ListMeta`), items },
    'x-kubernetes-group-version-kind': [{ group, kind: listKind, version }],
  };
  return [
    [definitionNameOf(resource), object],
    [listDefinitionNameOf(resource), list],
  ];
}

/** A field that refers to a definition says nothing of itself: the definition's description is the next best. */
function describe(name: string, registry: SchemaRegistry, descriptions: Descriptions): Schema {
  const schema = registry.definition(name);
  const texts = descriptions[name] ?? {};
  const properties = Object.entries(schema.properties ?? {}).map(([field, property]): [string, Schema] => {
    const target = property.$ref === undefined ? undefined : descriptions[referenceName(property.$ref)]?.[''];
    const text = texts[field] ?? target ?? '';
    return [field, text === '' ? property : { ...property, description: text }];
  });
  return {
    ...((texts[''] ?? '') !== '' && { description: texts[''] }),
    ...schema,
    ...(schema.properties !== undefined && { properties: Object.fromEntries(properties) }),
  };
}
