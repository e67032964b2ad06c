import { type FieldRequirement, type Namespace, parseFieldSelector } from '@sampan/api';
import {
  type AdmissionVariables,
  type AuthorizationCheck,
  type AuthorizationDecision,
  admissionVariables,
} from '@sampan/api/cel';
import type { User } from '../../authentication/user.js';
import { serviceAccountGroups, serviceAccountUser } from '../../authentication/well-known.js';
import type { AdmissionRequest } from '../admission-plugin.js';
import { requestAttributes } from './request-attributes.js';
import { namespaceOf, type VersionedRequest } from './request-objects.js';

/**
 * What expressions see of a request, in the version that its rules name. Each is only made when an expression looks at it.
 * `namespace` finds that of the object, which only policies see.
 */
export function expressionVariables(
  versioned: VersionedRequest,
  namespace: () => Namespace | undefined = () => undefined,
): AdmissionVariables {
  const { request, resource, object, oldObject } = versioned;
  return admissionVariables({
    object: () => object,
    oldObject: () => oldObject,
    request: () => requestAttributes(versioned),
    namespaceObject: namespace,
    authorizer: {
      authorize: (check) => authorize(request, check),
      requestResource: {
        group: resource.group,
        resource: resource.plural,
        subresource: request.subresource,
        namespace: namespaceOf(request),
        name: request.name,
      },
    },
  });
}

function authorize(
  { server, user }: AdmissionRequest,
  { verb, serviceAccount, path, resource }: AuthorizationCheck,
): AuthorizationDecision {
  const { group = '', subresource = '', namespace = '', name = '', fieldSelector } = resource ?? {};
  return server.authorizer.authorize({
    ...{ user: askedAbout(user, serviceAccount), verb, resourceRequest: resource !== undefined, version: '*' },
    ...{ group, resource: resource?.resource ?? '', subresource, namespace, name, path: path ?? '' },
    ...(fieldSelector && { fieldRequirements: requirementsOf(fieldSelector) }),
  });
}

function askedAbout(user: User, account: AuthorizationCheck['serviceAccount']): User {
  if (account === undefined) return user;
  const { namespace, name } = account;
  return { name: serviceAccountUser(namespace, name), groups: serviceAccountGroups(namespace) };
}

/** A selector that cannot be read limits nothing. */
function requirementsOf(selector: string): readonly FieldRequirement[] {
  try {
    return parseFieldSelector(selector).requirements;
  } catch {
    return [];
  }
}
