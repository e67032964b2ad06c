import {
  fitsNodeAffinity,
  type Node,
  type NodeAffinity,
  type NodeSelectorTerm,
  nodeSelectorMatches,
  nodeSelectorTermMatches,
  type Pod,
} from '@sampan/api';
import { normalizeToMaximum, type Plugin } from '../framework/plugin.js';
import { unresolvable } from '../framework/refusal.js';

const notMatched = unresolvable("node(s) didn't match Pod's node affinity/selector");
const notEnforced = unresolvable("node(s) didn't match scheduler-enforced node affinity");
const conflict = unresolvable('pod affinity terms conflict');

export interface NodeAffinityArgs {
  /** What all Pods of the profile want besides what they say themselves. */
  readonly addedAffinity?: NodeAffinity;
}

/**
 * `nodeSelector` and required node affinity filter, and name the nodes that come into question where they do so by name;
 * preferred node affinity scores by its weights.
 */
export function nodeAffinity({ addedAffinity }: NodeAffinityArgs = {}): Plugin {
  const added = addedAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const addedWishes = addedAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const fits = (pod: Pod, node: Node) =>
    (added === undefined || nodeSelectorMatches(added, node)) && fitsNodeAffinity(pod.spec, node);
  return {
    name: 'NodeAffinity',
    preFilter({ spec }) {
      const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
      if (required === undefined && added === undefined && spec.nodeSelector === undefined) return undefined;
      const nodes = namedNodes(required?.nodeSelectorTerms ?? []);
      if (nodes?.size === 0) return { refusal: conflict };
      return {
        ...(nodes && { nodes }),
        filter: ({ node }) => {
          if (added !== undefined && !nodeSelectorMatches(added, node)) return notEnforced;
          return fitsNodeAffinity(spec, node) ? undefined : notMatched;
        },
      };
    },
    preScore({ spec }) {
      const own = spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
      const wishes = [...addedWishes, ...own];
      if (wishes.length === 0) return undefined;
      return {
        score: ({ node }) =>
          wishes
            .filter(({ preference }) => nodeSelectorTermMatches(preference, node))
            .reduce((sum, { weight }) => sum + weight, 0),
        normalize: normalizeToMaximum,
      };
    },
    hints: {
      nodeAdded: (pod, { node }) => fits(pod, node),
      nodeUpdated: (pod, { node, old }) => !fits(pod, old) && fits(pod, node),
    },
  };
}

/** The nodes that the terms, which are alternatives, name; undefined: one of them names none. */
function namedNodes(terms: readonly NodeSelectorTerm[]): Set<string> | undefined {
  if (terms.length === 0) return undefined;
  const all = new Set<string>();
  for (const { matchFields = [] } of terms) {
    const lists = matchFields
      .filter(({ key, operator }) => key === 'metadata.name' && operator === 'In')
      .map(({ values = [] }) => values);
    if (lists.length === 0) return undefined;
    for (const name of lists[0] ?? []) if (lists.every((list) => list.includes(name))) all.add(name);
  }
  return all;
}
