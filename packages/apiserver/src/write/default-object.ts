import type { KubernetesObject } from '@sampan/api';
import { setDefaults } from '@sampan/api/schemas';
import type { ResourceDefinition } from '../kinds/resource-definition.js';

/** Fills in what the API documents as defaults in an object of the version that is worked on, in place: those of the schema, and those that the kind has code for. */
export function defaultObject(resource: ResourceDefinition, object: KubernetesObject): void {
  // The schemas of built-in kinds say none, and are not loaded for it.
  if (!resource.isBuiltIn) setDefaults(object, resource.working.schema);
  resource.strategy.defaults?.(object);
}
