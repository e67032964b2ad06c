import { definitionsText } from '../generated/definitions.js';
import type { Schema, SchemaRegistry } from './schema.js';
import { createSchemaRegistry } from './schema-registry.js';

export { compileDefaults, type Defaulter } from '../rules/defaulter.js';
export type { Place } from '../rules/place.js';
export { type StructMembers, structMembers } from '../rules/struct-members.js';
export { type StructRules, structRules } from '../rules/struct-rules.js';
export type { FieldCheck, FieldChecks } from '../rules/struct-steps.js';
export {
  compileChangeValidator,
  compileStatusValidator,
  compileValidator,
  type Validator,
} from '../rules/validator.js';
export * from './decode.js';
export { findPath } from './find-path.js';
export { patternProblem } from './patterns.js';
export { createSchemaRegistry, definitionName, referenceName, referenceTo } from './schema-registry.js';
export { validateValue } from './structural-validator.js';
export * from './validate.js';

/** Descriptions by definition: its own under the empty name, its fields' under theirs. */
export type Descriptions = Readonly<Record<string, Readonly<Record<string, string>>>>;

let registry: SchemaRegistry | undefined;

/** The definitions of all built-in kinds, without descriptions; parsed at the first call, shared and never to change. */
export function loadSchemas(): SchemaRegistry {
  registry ??= createSchemaRegistry(JSON.parse(definitionsText) as Record<string, Schema>);
  return registry;
}

/** The descriptions that {@link loadSchemas} leaves out, read at each call: only OpenAPI documents need them. */
export async function loadDescriptions(): Promise<Descriptions> {
  const { descriptionsText } = await import('../generated/descriptions.js');
  return JSON.parse(descriptionsText) as Descriptions;
}
