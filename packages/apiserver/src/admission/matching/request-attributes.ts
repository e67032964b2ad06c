import type { JsonObject } from '@sampan/api';
import type { User } from '../../authentication/user.js';
import type { ResourceDefinition } from '../../kinds/resource-definition.js';
import { kindOf, namespaceOf, type VersionedRequest } from './request-objects.js';

/**
 * What an `admission.k8s.io/v1 AdmissionRequest` says of a request, but its objects: what webhooks are told, and expressions
 * know as `request`.
 */
export function requestAttributes({ request, resource, kind }: VersionedRequest): JsonObject {
  const { requested, subresource, name, operation, user, dryRun, options, object } = request;
  const shownName = name || object?.metadata.name || '';
  const namespace = namespaceOf(request);
  return {
    kind: { ...kind },
    resource: nameOf(resource),
    ...(subresource !== '' && { subResource: subresource }),
    requestKind: { ...kindOf(requested, subresource) },
    requestResource: nameOf(requested),
    ...(subresource !== '' && { requestSubResource: subresource }),
    ...(shownName !== '' && { name: shownName }),
    ...(namespace !== '' && { namespace }),
    operation,
    userInfo: userInfo(user),
    dryRun,
    options: options === undefined ? null : ({ ...options } as JsonObject),
  };
}

function nameOf({ group, version, plural }: ResourceDefinition): JsonObject {
  return { group, version, resource: plural };
}

/** Go leaves out what is empty. */
function userInfo({ name, uid, groups, extra = {} }: User): JsonObject {
  return {
    username: name,
    ...(uid && { uid }),
    ...(groups.length > 0 && { groups: [...groups] }),
    ...(Object.keys(extra).length > 0 && { extra: structuredClone(extra) as JsonObject }),
  };
}
