/** Rules of `scheduling.k8s.io`: see index.mjs. */
export const scheduling = {
  'scheduling.PriorityClass': {
    value: { default: 0 },
    preemptionPolicy: {
      enum: ['PreemptLowerPriority', 'Never'],
      default: 'PreemptLowerPriority',
      immutable: true,
    },
  },
};
