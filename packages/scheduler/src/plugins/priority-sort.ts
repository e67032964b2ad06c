import type { Plugin } from '../framework/plugin.js';

/** Pods of a higher priority first, among equals the one that has waited longer. */
export const prioritySort: Plugin = {
  name: 'PrioritySort',
  comesBefore(a, b) {
    const difference = (b.pod.spec.priority ?? 0) - (a.pod.spec.priority ?? 0);
    return difference === 0 ? a.sequence < b.sequence : difference < 0;
  },
};
