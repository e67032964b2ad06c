import { deepEqual, isTaintTolerated, type Node, type Pod, untoleratedTaint } from '@sampan/api';
import { normalizeToMaximum, type Plugin } from '../framework/plugin.js';
import { unresolvable } from '../framework/refusal.js';

const refusal = unresolvable('node(s) had untolerated taint(s)');
const preferNot = 'PreferNoSchedule';

/** Taints keep Pods away that do not tolerate them; fewer `PreferNoSchedule` taints score higher. */
export const taintToleration: Plugin = {
  name: 'TaintToleration',
  preFilter: (pod) => ({ filter: ({ node }) => (mayStay(pod, node) ? undefined : refusal) }),
  preScore({ spec }, nodes) {
    if (!nodes.some(({ node }) => node.spec.taints?.some(({ effect }) => effect === preferNot))) return undefined;
    const preferring = (spec.tolerations ?? []).filter(({ effect }) => !effect || effect === preferNot);
    return {
      score: ({ node }) =>
        node.spec.taints?.filter((taint) => taint.effect === preferNot && !isTaintTolerated(preferring, taint))
          .length ?? 0,
      normalize: (scores) => normalizeToMaximum(scores, { reverse: true }),
    };
  },
  hints: {
    nodeAdded: (pod, { node }) => mayStay(pod, node),
    nodeUpdated: (pod, { node, old }) => !mayStay(pod, old) && mayStay(pod, node),
    podUpdated: (_pod, { pod, old }) => !deepEqual(pod.spec.tolerations, old.spec.tolerations),
  },
};

function mayStay(pod: Pod, node: Node): boolean {
  return untoleratedTaint(pod.spec.tolerations, node.spec.taints) === undefined;
}
