import { referenceTo } from '@sampan/api/schemas';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import { definitionNameOf, isBuiltIn } from './definition-names.js';
import { tagOf } from './names.js';
import { anyMediaType, type Method, type Operation, objectMediaTypes, patchMediaTypes } from './operation.js';

/** Operations on objects of one resource, which differ in what is given. */
export function operationBuilder(resource: ResourceDefinition) {
  const { group, version, kind } = resource;
  return (
    method: Method,
    action: string,
    description: string,
    rest: Partial<Operation> & { operationId: string },
  ): Operation => ({
    method,
    action,
    description,
    tag: tagOf(resource),
    kind: { group, kind, version },
    parameters: [],
    consumes: anyMediaType,
    produces: objectMediaTypes,
    response: { $ref: referenceTo(definitionNameOf(resource)) },
    codes: [200],
    ...rest,
  });
}

/** Custom resources know no strategic merge patch. */
export function patchTypesOf(resource: ResourceDefinition): readonly string[] {
  return isBuiltIn(resource) ? patchMediaTypes : patchMediaTypes.filter((type) => !type.includes('strategic'));
}
