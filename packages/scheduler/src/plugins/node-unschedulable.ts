import { isTaintTolerated, type Node, type Pod } from '@sampan/api';
import type { Plugin } from '../framework/plugin.js';
import { unresolvable } from '../framework/refusal.js';

const cordonTaint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
const refusal = unresolvable('node(s) were unschedulable');

/** Cordoned nodes take no new Pods, unless a Pod tolerates the taint that stands for it. */
export const nodeUnschedulable: Plugin = {
  name: 'NodeUnschedulable',
  preFilter(pod) {
    if (toleratesCordon(pod)) return undefined;
    return { filter: ({ node }) => (isCordoned(node) ? refusal : undefined) };
  },
  hints: {
    nodeAdded: (_pod, { node }) => !isCordoned(node),
    nodeUpdated: (_pod, { node, old }) => isCordoned(old) && !isCordoned(node),
    podUpdated: toleratesCordon,
  },
};

function toleratesCordon({ spec }: Pod): boolean {
  return isTaintTolerated(spec.tolerations, cordonTaint);
}

function isCordoned({ spec }: Node): boolean {
  return spec.unschedulable === true;
}
