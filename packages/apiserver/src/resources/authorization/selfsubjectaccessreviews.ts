import { resources } from '@sampan/api';
import { defineResource } from '../../kinds/define-resource.js';
import { invalidReview, reviewAccess, validateAccess, validateReviewMetadata } from './review.js';

/** May I do something: what `kubectl auth can-i` asks. */
export const selfsubjectaccessreviews = defineResource(resources.selfSubjectAccessReviews, {
  answer: async (review, { server, user }) => {
    const spec = review.spec ?? {};
    const errors = [...validateAccess(spec), ...validateReviewMetadata(review)];
    if (errors.length > 0) throw invalidReview(errors);
    return { ...review, status: await reviewAccess(server, user, spec) };
  },
});
