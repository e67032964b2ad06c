import { fitsNodeAffinity, nodeSelectorTermMatches } from '@sampan/api';
import { normalizeToMaximum, type Plugin } from '../framework/plugin.js';

const refusal = ["node(s) didn't match Pod's node affinity/selector"];

/** `nodeSelector` and required node affinity filter; preferred node affinity scores by its weights. */
export const nodeAffinity: Plugin = {
  name: 'NodeAffinity',
  weight: 2,
  prepare({ spec }) {
    const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
    const preferred = spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    const selector = Object.entries(spec.nodeSelector ?? {});
    if (required === undefined && preferred.length === 0 && selector.length === 0) return undefined;
    return {
      filter: ({ node }) => (fitsNodeAffinity(spec, node) ? undefined : refusal),
      ...(preferred.length > 0 && {
        score: ({ node }) =>
          preferred
            .filter(({ preference }) => nodeSelectorTermMatches(preference, node))
            .reduce((sum, { weight }) => sum + weight, 0),
        normalize: normalizeToMaximum,
      }),
    };
  },
};
