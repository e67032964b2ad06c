import type { Node } from '@sampan/api';
import type { AdmissionPlugin } from '../admission-plugin.js';

const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };

/** A new node takes no Pods before it is known to be ready: the node controller takes the taint away then. */
export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  mutating: {
    rules: [{ operations: ['CREATE'], resources: ['nodes'] }],
    admit: ({ object }) => {
      const node = object as Node;
      const taints = node.spec?.taints ?? [];
      if (taints.some(({ key, effect }) => key === notReady.key && effect === notReady.effect)) return;
      node.spec = { ...node.spec, taints: [...taints, notReady] };
    },
  },
};
