import type { Schema, SchemaRegistry } from '../schema/schema.js';
import { referenceName } from '../schema/schema-registry.js';
import type { DefinitionRules } from './field-rule.js';
import { rulesOf } from './rules-of.js';

/** How a field holds values of another definition: as its value, as the items of a list, or as the values of a map. */
export interface Child {
  readonly definition: string;
  readonly holds: 'one' | 'list' | 'map';
}

/** What a field's schema leads to; undefined: to nothing that has fields. */
export function childOf(schema: Schema): Child | undefined {
  if (schema.$ref !== undefined) return { definition: referenceName(schema.$ref), holds: 'one' };
  if (schema.items?.$ref !== undefined) return { definition: referenceName(schema.items.$ref), holds: 'list' };
  const values = typeof schema.additionalProperties === 'object' ? schema.additionalProperties.$ref : undefined;
  return values === undefined ? undefined : { definition: referenceName(values), holds: 'map' };
}

/** Which rules somebody looks for. */
export interface Interest {
  matters(rules: DefinitionRules): boolean;
  /** Whether a definition is not gone into. */
  stopsAt?(rules: DefinitionRules): boolean;
}

/** Whether a definition, or one that it leads to, has rules of interest. What leads to none is not walked. */
export function leadsToRules(
  name: string,
  registry: SchemaRegistry,
  interest: Interest,
  seen = new Set<string>(),
): boolean {
  if (seen.has(name)) return false;
  seen.add(name);
  const rules = rulesOf(name);
  if (interest.stopsAt?.(rules)) return false;
  if (interest.matters(rules)) return true;
  return Object.values(registry.definition(name).properties ?? {}).some((schema) => {
    const child = childOf(schema);
    return child !== undefined && leadsToRules(child.definition, registry, interest, seen);
  });
}
