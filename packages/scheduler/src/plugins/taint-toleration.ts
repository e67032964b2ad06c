import { isTaintTolerated, type Taint, untoleratedTaint } from '@sampan/api';
import { normalizeToMaximum, type Plugin } from '../framework/plugin.js';

/** Taints keep Pods away that do not tolerate them; fewer `PreferNoSchedule` taints score higher. */
export const taintToleration: Plugin = {
  name: 'TaintToleration',
  weight: 3,
  prepare({ spec }) {
    const preferring = (spec.tolerations ?? []).filter(({ effect }) => !effect || effect === 'PreferNoSchedule');
    return {
      filter: ({ node }) => {
        const taint = untoleratedTaint(spec.tolerations, node.spec.taints);
        return taint === undefined ? undefined : [`node(s) had untolerated ${describe(taint)}`];
      },
      score: ({ node }) =>
        node.spec.taints?.filter((taint) => taint.effect === 'PreferNoSchedule' && !isTaintTolerated(preferring, taint))
          .length ?? 0,
      normalize: (scores) => normalizeToMaximum(scores, { reverse: true }),
    };
  },
};

function describe({ key, value }: Taint): string {
  return `taint {${key}: ${value ?? ''}}`;
}
