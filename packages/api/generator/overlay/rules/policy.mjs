const count = { minimum: 0 };

/** Rules of `policy`: see index.mjs. */
export const policy = {
  'policy.PodDisruptionBudget': { spec: { default: {} } },
  'policy.PodDisruptionBudgetSpec': {
    minAvailable: {},
    maxUnavailable: {},
    selector: {},
    unhealthyPodEvictionPolicy: { enum: ['AlwaysAllow', 'IfHealthyBudget'] },
  },
  'policy.PodDisruptionBudgetStatus': {
    disruptionsAllowed: count,
    currentHealthy: count,
    desiredHealthy: count,
    expectedPods: count,
  },
};
