import { field, invalid, type LocalSubjectAccessReview } from '@sampan/api';
import { defineResource } from '../define-resource.js';
import { requireNamespace, reviewAccess } from './review.js';
import { subjectOf, validateSubject } from './subjectaccessreviews.js';

/** May somebody do something in this namespace. */
export const localsubjectaccessreviews = defineResource<LocalSubjectAccessReview>({
  group: 'authorization.k8s.io',
  version: 'v1',
  kind: 'LocalSubjectAccessReview',
  plural: 'localsubjectaccessreviews',
  scope: 'Namespaced',
  answer: async (review, { services, namespace }) => {
    const spec = review.spec ?? {};
    const errors = validateSubject(spec);
    if (spec.nonResourceAttributes !== undefined) {
      const detail = 'disallowed on this kind of request';
      errors.push(field.invalid('spec.nonResourceAttributes', spec.nonResourceAttributes, detail));
    }
    if (errors.length > 0)
      throw invalid({ group: 'authorization.k8s.io', kind: 'LocalSubjectAccessReview' }, '', errors);
    requireNamespace(spec, namespace);
    return { ...review, status: reviewAccess(services, subjectOf(spec), spec) };
  },
});
