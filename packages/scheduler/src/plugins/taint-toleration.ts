import { isTaintTolerated, type Node, type Pod, type Taint } from '@sampan/api';
import { normalizeToMaximum, type Plugin } from '../framework/plugin.js';

/** Taints keep Pods away that do not tolerate them; fewer `PreferNoSchedule` taints score higher. */
export const taintToleration: Plugin = {
  name: 'TaintToleration',
  weight: 3,
  prepare({ spec }) {
    const preferring = (spec.tolerations ?? []).filter(({ effect }) => !effect || effect === 'PreferNoSchedule');
    return {
      filter: ({ node }) => {
        const taint = untoleratedTaint(spec, node);
        return taint === undefined ? undefined : [`node(s) had untolerated ${describe(taint)}`];
      },
      score: ({ node }) =>
        node.spec.taints?.filter((taint) => taint.effect === 'PreferNoSchedule' && !isTaintTolerated(preferring, taint))
          .length ?? 0,
      normalize: (scores) => normalizeToMaximum(scores, { reverse: true }),
    };
  },
};

/** The first taint that keeps a Pod away from a node. */
export function untoleratedTaint({ tolerations }: Pod['spec'], { spec }: Node): Taint | undefined {
  return spec.taints?.find((taint) => forbids(taint) && !isTaintTolerated(tolerations, taint));
}

function forbids({ effect }: Taint): boolean {
  return effect === 'NoSchedule' || effect === 'NoExecute';
}

function describe({ key, value }: Taint): string {
  return `taint {${key}: ${value ?? ''}}`;
}
