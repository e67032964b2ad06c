import { defineRolloutPatch } from './rollout-patch.js';

export const rolloutPause = defineRolloutPatch({
  name: 'pause',
  short: 'Mark the provided resource as paused',
  types: ['deployment'],
  long: `Pause an object: its controller leaves it alone until "kubectl rollout resume". Only deployments can be paused.`,
  examples: `
# A deployment that is not rolled out any further, whatever is changed in it
kubectl rollout pause deployment/nginx`,
  operation: 'paused',
  patch: ({ kind, spec }) => {
    if (kind !== 'Deployment') throw new Error('pausing is not supported');
    if ((spec as { paused?: boolean }).paused === true) throw new Error('is already paused');
    return { spec: { paused: true } };
  },
});
