import { definitionName } from '@sampan/api/schemas';
import type { ResourceDefinition } from '../kinds/resource-definition.js';

/**
 * The name of a resource's definition in the documents: upstream's for built-in kinds, `com.example.v1.Widget` for
 * custom ones.
 */
export function definitionNameOf(resource: ResourceDefinition): string {
  return definitionName(resource.schema) ?? `${customPackage(resource)}.${resource.kind}`;
}

/** The name of the definition of a resource's lists. */
export function listDefinitionNameOf(resource: ResourceDefinition): string {
  const { group, version, listKind } = resource;
  return builtInName(resource, { group, version, kind: listKind }) ?? `${customPackage(resource)}.${listKind}`;
}

/** The definition's name of any built-in kind; undefined: there is none. */
export function builtInName(
  { registry }: ResourceDefinition,
  kind: { group: string; version: string; kind: string },
): string | undefined {
  return registry.forKind(kind)?.name;
}

/** Whether a resource's definition is one of the registry's. */
export function isBuiltIn(resource: ResourceDefinition): boolean {
  return definitionName(resource.schema) !== undefined;
}

/** The group's labels back to front, as Go packages are named. */
function customPackage({ group, version }: ResourceDefinition): string {
  return `${group.split('.').reverse().join('.')}.${version}`;
}
