import {
  badRequest,
  type FieldError,
  type FieldRequirement,
  type FieldSelectorAttributes,
  field,
  type NonResourceAttributes,
  parseFieldSelector,
  type ResourceAttributes,
  type SubjectAccessReviewStatus,
} from '@sampan/api';
import type { User } from '../../authentication/user.js';
import type { Attributes } from '../../authorization/authorizer.js';
import type { Services } from '../../services.js';

/** What a review asks about: access to a resource or to a path. */
interface ReviewedAccess {
  resourceAttributes?: ResourceAttributes;
  nonResourceAttributes?: NonResourceAttributes;
}

/** Exactly one of the two can be asked about. */
export function validateAccess({ resourceAttributes, nonResourceAttributes }: ReviewedAccess): FieldError[] {
  if (resourceAttributes !== undefined && nonResourceAttributes !== undefined) {
    const detail = 'cannot be specified in combination with resourceAttributes';
    return [field.invalid('spec.nonResourceAttributes', nonResourceAttributes, detail)];
  }
  if (resourceAttributes === undefined && nonResourceAttributes === undefined) {
    const detail = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
    return [field.invalid('spec.resourceAttributes', null, detail)];
  }
  return [];
}

/** The authorizer's decision about `user`. */
export function reviewAccess(services: Services, user: User, access: ReviewedAccess): SubjectAccessReviewStatus {
  const { allowed, reason } = services.authorizer.authorize(attributesOf(user, access));
  return { allowed, ...(reason === '' ? {} : { reason }) };
}

/** A namespaced review speaks of its own namespace only. */
export function requireNamespace(access: ReviewedAccess, namespace: string): void {
  if (access.resourceAttributes?.namespace === namespace) return;
  throw badRequest(
    `spec.resourceAttributes.namespace must match namespace: ${access.resourceAttributes?.namespace ?? ''}`,
  );
}

function attributesOf(user: User, { resourceAttributes, nonResourceAttributes }: ReviewedAccess): Attributes {
  const {
    verb = '',
    group = '',
    version = '',
    resource = '',
    subresource = '',
    namespace = '',
    name = '',
    fieldSelector,
  } = resourceAttributes ?? {};
  return {
    user,
    verb: nonResourceAttributes?.verb ?? verb,
    resourceRequest: resourceAttributes !== undefined,
    group,
    version,
    resource,
    subresource,
    namespace,
    name,
    path: nonResourceAttributes?.path ?? '',
    ...(fieldSelector && { fieldRequirements: fieldRequirements(fieldSelector) }),
  };
}

/** As far as they can be understood: requirements only limit what is asked for. */
function fieldRequirements({ rawSelector, requirements = [] }: FieldSelectorAttributes): FieldRequirement[] {
  if (rawSelector) {
    try {
      return [...parseFieldSelector(rawSelector).requirements];
    } catch {
      return [];
    }
  }
  return requirements.flatMap(({ key, operator, values = [] }): FieldRequirement[] => {
    const [value, ...more] = values;
    if (value === undefined || more.length > 0 || (operator !== 'In' && operator !== 'NotIn')) return [];
    return [{ field: key, operator: operator === 'In' ? '=' : '!=', value }];
  });
}
