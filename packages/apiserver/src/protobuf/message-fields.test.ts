import type { Schema } from '@sampan/api';
import { definitionName, loadSchemas } from '@sampan/api/schemas';
import { describe, expect, it } from 'vitest';
import { builtInResources } from '../resources/index.js';
import { messageName } from './decode-protobuf.js';
import { messageFields } from './message-fields.js';
import { wellKnownTypes } from './well-known-types.js';

const registry = loadSchemas();

describe('messageFields', () => {
  it('numbers every field of every kind that is served', () => {
    const seen = new Set<string>();
    const missing: string[] = [];
    for (const { group, version, kind } of builtInResources.filter(({ verbs }) => verbs.includes('create'))) {
      visitDefinition(registry.forKind({ group, version, kind })?.name ?? '');
    }
    expect(missing).toEqual([]);
    expect(seen.size).toBeGreaterThan(200);

    function visitDefinition(definition: string): void {
      if (seen.has(definition) || wellKnownTypes.has(definition.slice(definition.lastIndexOf('.') + 1))) return;
      seen.add(definition);
      const { properties } = registry.definition(definition);
      if (properties === undefined) return;
      const numbered = fieldNames(messageName(definition));
      for (const [name, schema] of Object.entries(properties)) {
        const isTypeMeta = (name === 'apiVersion' || name === 'kind') && properties.metadata !== undefined;
        if (!numbered.has(name) && !isTypeMeta) missing.push(`${definition}.${name}`);
        visitSchema(schema);
      }
    }

    function visitSchema(schema: Schema): void {
      const definition = definitionName(schema);
      if (definition !== undefined) visitDefinition(definition);
      if (schema.items !== undefined) visitSchema(schema.items);
      if (typeof schema.additionalProperties === 'object') visitSchema(schema.additionalProperties);
    }
  });
});

/** What a message names, with what it has from the messages inside of it. */
function fieldNames(message: string): Set<string> {
  const fields = [...(messageFields(message)?.values() ?? [])];
  return new Set(fields.flatMap((field) => ('inlined' in field ? [...fieldNames(field.inlined)] : [field.name])));
}
