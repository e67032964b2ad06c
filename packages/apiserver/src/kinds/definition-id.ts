import type { ResourceDefinition } from './resource-definition.js';

const ids = new WeakMap<ResourceDefinition, number>();
let last = 0;

/**
 * A number that no other definition has: what was made of an object for one definition is not what another of the same
 * version would make of it.
 */
export function definitionId(resource: ResourceDefinition): number {
  const known = ids.get(resource) ?? ++last;
  ids.set(resource, known);
  return known;
}
