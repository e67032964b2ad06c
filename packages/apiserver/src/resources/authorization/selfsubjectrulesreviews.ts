import { badRequest, resources } from '@sampan/api';
import { defineResource } from '../../kinds/define-resource.js';

/** What may I do in a namespace: what `kubectl auth can-i --list` asks. */
export const selfsubjectrulesreviews = defineResource(resources.selfSubjectRulesReviews, {
  answer: async (review, { server, user }) => {
    const namespace = review.spec?.namespace;
    if (!namespace) throw badRequest('no namespace on request');
    const { resourceRules, nonResourceRules, evaluationError } = server.authorizer.rulesFor(user, namespace);
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
