import { type FieldError, field, resources, type SubjectAccessReviewSpec } from '@sampan/api';
import type { User } from '../../authentication/user.js';
import { defineResource } from '../../kinds/define-resource.js';
import { invalidReview, reviewAccess, validateAccess, validateReviewMetadata } from './review.js';

/** May somebody do something. */
export const subjectaccessreviews = defineResource(resources.subjectAccessReviews, {
  answer: async (review, { server }) => {
    const spec = review.spec ?? {};
    const errors = [...validateSubject(spec), ...validateReviewMetadata(review)];
    if (errors.length > 0) throw invalidReview(errors);
    return { ...review, status: await reviewAccess(server, subjectOf(spec), spec) };
  },
});

/** The access and the subject that a review names. */
export function validateSubject(spec: SubjectAccessReviewSpec): FieldError[] {
  const errors = validateAccess(spec);
  if (!spec.user && (spec.groups ?? []).length === 0) {
    errors.push(field.invalid('spec.user', spec.user ?? '', 'at least one of user or group must be specified'));
  }
  return errors;
}

export function subjectOf({ user = '', uid, groups = [], extra }: SubjectAccessReviewSpec): User {
  return { name: user, groups, ...(uid === undefined ? {} : { uid }), ...(extra === undefined ? {} : { extra }) };
}
