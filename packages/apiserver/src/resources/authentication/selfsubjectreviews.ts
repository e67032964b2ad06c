import { formatTime, resources } from '@sampan/api';
import { defineResource } from '../../kinds/define-resource.js';
import { userInfo } from './user-info.js';

/** Who am I: what `kubectl auth whoami` asks. */
export const selfsubjectreviews = defineResource(resources.selfSubjectReviews, {
  answer: async (_review, { user, server }) => ({
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'SelfSubjectReview',
    metadata: { creationTimestamp: formatTime(server.clock.now()) },
    status: { userInfo: userInfo(user) },
  }),
});
