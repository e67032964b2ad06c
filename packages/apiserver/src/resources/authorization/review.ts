import {
  type FieldError,
  type FieldRequirement,
  type FieldSelectorAttributes,
  field,
  invalid,
  type KubernetesObject,
  type NonResourceAttributes,
  parseFieldSelector,
  type ResourceAttributes,
  type StatusError,
  type SubjectAccessReviewStatus,
} from '@sampan/api';
import type { User } from '../../authentication/user.js';
import type { Attributes } from '../../authorization/authorizer.js';
import type { ServerContext } from '../../server/server-context.js';

/** What a review asks about: access to a resource or to a path. */
interface ReviewedAccess {
  resourceAttributes?: ResourceAttributes;
  nonResourceAttributes?: NonResourceAttributes;
}

/** 422 of a review: upstream leaves the kind out. */
export function invalidReview(errors: readonly FieldError[]): StatusError {
  return invalid({ group: 'authorization.k8s.io', kind: '' }, '', errors);
}

/** Reviews have no metadata; that of a namespaced one may name its namespace. */
export function validateReviewMetadata({ metadata }: KubernetesObject): FieldError[] {
  const { namespace: _, managedFields: _managedFields, ...rest } = metadata;
  const stated = Object.values(rest).some((value) => value !== undefined && value !== '');
  return stated ? [field.invalid('metadata', metadata, 'must be empty')] : [];
}

/** A review of paths, as the messages show it: internal types have no names of their own in JSON. */
export function shownPath({ path, verb }: NonResourceAttributes): object {
  return { ...(path === undefined ? {} : { Path: path }), ...(verb === undefined ? {} : { Verb: verb }) };
}

/** Exactly one of the two can be asked about. */
export function validateAccess({ resourceAttributes, nonResourceAttributes }: ReviewedAccess): FieldError[] {
  if (resourceAttributes !== undefined && nonResourceAttributes !== undefined) {
    const detail = 'cannot be specified in combination with resourceAttributes';
    return [field.invalid('spec.nonResourceAttributes', shownPath(nonResourceAttributes), detail)];
  }
  if (resourceAttributes === undefined && nonResourceAttributes === undefined) {
    const detail = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
    return [field.invalid('spec.resourceAttributes', null, detail)];
  }
  return [];
}

/** The authorizer's decision about `user`. */
export async function reviewAccess(
  { authorizer }: ServerContext,
  user: User,
  access: ReviewedAccess,
): Promise<SubjectAccessReviewStatus> {
  const attributes = attributesOf(user, access);
  const { allowed, denied, reason } = await (authorizer.ask ?? authorizer.authorize)(attributes);
  return { allowed, ...(denied && { denied }), ...(reason === '' ? {} : { reason }) };
}

/** A namespaced review speaks of its own namespace only. */
export function validateNamespace({ resourceAttributes }: ReviewedAccess, namespace: string): FieldError[] {
  if (resourceAttributes === undefined || resourceAttributes.namespace === namespace) return [];
  const path = 'spec.resourceAttributes.namespace';
  return [field.invalid(path, resourceAttributes.namespace ?? '', 'must match metadata.namespace')];
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
