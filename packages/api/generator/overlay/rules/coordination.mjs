/** Rules of `coordination.k8s.io`: see index.mjs. */
export const coordination = {
  'coordination.v1.Lease': { spec: { default: {} } },
  'coordination.v1.LeaseSpec': {
    leaseDurationSeconds: { exclusiveMinimum: 0 },
    leaseTransitions: { minimum: 0 },
    strategy: {},
    preferredHolder: {},
  },
};
