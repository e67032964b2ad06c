import { badRequest, resources, type TokenReviewStatus } from '@sampan/api';
import { defineResource } from '../../kinds/define-resource.js';
import type { AnswerContext } from '../../kinds/resource-definition.js';
import { userInfo } from './user-info.js';

/** Whose token is this: what services ask that take the cluster's tokens. */
export const tokenreviews = defineResource(resources.tokenReviews, {
  answer: async (review, context) => {
    if (!review.spec?.token) throw badRequest('token is required for TokenReview in authentication');
    return { ...review, status: await statusOf(review.spec.token, review.spec.audiences ?? [], context) };
  },
});

async function statusOf(token: string, audiences: string[], { server }: AnswerContext): Promise<TokenReviewStatus> {
  const { defaultAudience } = server.tokens;
  const wanted = audiences.length === 0 ? [defaultAudience] : audiences;
  try {
    const found = await server.tokens.verify(token, wanted);
    if (found === undefined) return { user: {}, error: 'invalid bearer token' };
    return { authenticated: true, user: userInfo(found.user), audiences: [...found.audiences] };
  } catch (error) {
    return { user: {}, error: error instanceof Error ? error.message : String(error) };
  }
}
