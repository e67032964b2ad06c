import { defineRolloutPatch } from './rollout-patch.js';

export const rolloutResume = defineRolloutPatch({
  name: 'resume',
  short: 'Resume a paused resource',
  types: ['deployment'],
  long: 'Let the controller of a paused object work on it again. Only deployments can be paused.',
  examples: `
# A deployment that had been paused
kubectl rollout resume deployment/nginx`,
  operation: 'resumed',
  patch: ({ kind, spec }) => {
    if (kind !== 'Deployment') throw new Error('resuming is not supported');
    if ((spec as { paused?: boolean }).paused !== true) throw new Error('is not paused');
    return { spec: { paused: null } };
  },
});
