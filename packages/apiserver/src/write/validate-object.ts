import { invalid, type KubernetesObject } from '@sampan/api';
import { validate } from '@sampan/api/schemas';
import { groupKind } from '../objects/group-names.js';
import { validateMetadataUpdate } from './carry-metadata.js';
import { validateMetadata } from './validate-metadata.js';
import type { WriteContext } from './write-context.js';

/** Throws Invalid, with all that is wrong with a new object. */
export function validateCreate({ resource, server }: WriteContext, object: KubernetesObject): void {
  const { strategy } = resource;
  const errors = validateMetadata(object.metadata, resource);
  if (!resource.isBuiltIn) errors.push(...validate(object, resource.working.schema));
  errors.push(...(strategy.validate?.(object) ?? []), ...(strategy.validateCreate?.(object) ?? []));
  errors.push(...(strategy.validateInCluster?.(object, undefined, server) ?? []));
  if (errors.length > 0) throw invalid(groupKind(resource), object.metadata.name ?? '', errors);
}

/** Throws Invalid, with all that is wrong with an object that takes the place of `old`. */
export function validateUpdate(context: WriteContext, object: KubernetesObject, old: KubernetesObject): void {
  const { resource, subresource, server } = context;
  const { strategy } = resource;
  const errors = validateMetadataUpdate(object.metadata, old.metadata);
  errors.push(...validateMetadata(object.metadata, resource));
  if (!resource.isBuiltIn) errors.push(...validate(object, resource.working.schema, old));
  if (subresource === 'status') {
    errors.push(...(strategy.validateStatusUpdate?.(object, old) ?? []));
  } else {
    errors.push(...(strategy.validate?.(object) ?? []), ...(strategy.validateUpdate?.(object, old, subresource) ?? []));
    errors.push(...(strategy.validateInCluster?.(object, old, server) ?? []));
  }
  if (errors.length > 0) throw invalid(groupKind(resource), old.metadata.name ?? '', errors);
}
