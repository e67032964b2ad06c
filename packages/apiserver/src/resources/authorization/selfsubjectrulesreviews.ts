import { badRequest, type SelfSubjectRulesReview } from '@sampan/api';
import { defineResource } from '../define-resource.js';

/** What may I do in a namespace: what `kubectl auth can-i --list` asks. */
export const selfsubjectrulesreviews = defineResource<SelfSubjectRulesReview>({
  group: 'authorization.k8s.io',
  version: 'v1',
  kind: 'SelfSubjectRulesReview',
  plural: 'selfsubjectrulesreviews',
  scope: 'Cluster',
  answer: async (review, { services, user }) => {
    const namespace = review.spec?.namespace;
    if (!namespace) throw badRequest('no namespace on request');
    const { resourceRules, nonResourceRules, evaluationError } = services.authorizer.rulesFor(user, namespace);
    return {
      ...review,
      status: {
        incomplete: evaluationError !== undefined,
        ...(evaluationError === undefined ? {} : { evaluationError }),
        resourceRules: [...resourceRules],
        nonResourceRules: [...nonResourceRules],
      },
    };
  },
});
