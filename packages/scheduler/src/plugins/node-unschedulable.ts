import { isTaintTolerated } from '@sampan/api';
import type { Plugin } from '../framework/plugin.js';

const cordonTaint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

/** Cordoned nodes take no new Pods, unless a Pod tolerates the taint that stands for it. */
export const nodeUnschedulable: Plugin = {
  name: 'NodeUnschedulable',
  weight: 0,
  prepare({ spec }) {
    if (isTaintTolerated(spec.tolerations, cordonTaint)) return undefined;
    return {
      filter: ({ node }) => (node.spec.unschedulable === true ? ['node(s) were unschedulable'] : undefined),
    };
  },
};
