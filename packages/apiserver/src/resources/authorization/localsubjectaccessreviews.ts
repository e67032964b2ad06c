import { field, resources } from '@sampan/api';
import { defineResource } from '../../kinds/define-resource.js';
import { invalidReview, reviewAccess, shownPath, validateNamespace, validateReviewMetadata } from './review.js';
import { subjectOf, validateSubject } from './subjectaccessreviews.js';

/** May somebody do something in this namespace. */
export const localsubjectaccessreviews = defineResource(resources.localSubjectAccessReviews, {
  answer: async (review, { server, namespace }) => {
    const spec = review.spec ?? {};
    const errors = [...validateSubject(spec), ...validateNamespace(spec, namespace), ...validateReviewMetadata(review)];
    if (spec.nonResourceAttributes !== undefined) {
      const detail = 'disallowed on this kind of request';
      errors.push(field.invalid('spec.nonResourceAttributes', shownPath(spec.nonResourceAttributes), detail));
    }
    if (errors.length > 0) throw invalidReview(errors);
    return { ...review, status: await reviewAccess(server, subjectOf(spec), spec) };
  },
});
