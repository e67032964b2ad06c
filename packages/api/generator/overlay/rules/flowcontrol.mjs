/** Rules of `flowcontrol.apiserver.k8s.io`: see index.mjs. */
export const flowcontrol = {
  'flowcontrol.ExemptPriorityLevelConfiguration': {
    nominalConcurrencyShares: { default: 0 },
    lendablePercent: { default: 0 },
  },
  'flowcontrol.FlowSchema': { spec: { default: {} } },
  'flowcontrol.FlowSchemaSpec': { matchingPrecedence: { default: 1000 } },
  'flowcontrol.LimitedPriorityLevelConfiguration': {
    nominalConcurrencyShares: { default: 30 },
    lendablePercent: { default: 0 },
  },
  'flowcontrol.PriorityLevelConfiguration': { spec: { default: {} } },
  'flowcontrol.QueuingConfiguration': {
    queues: { default: 64 },
    handSize: { default: 8 },
    queueLengthLimit: { default: 50 },
  },
};
