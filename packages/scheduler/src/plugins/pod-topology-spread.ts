import {
  controllerOf,
  fitsNodeAffinity,
  labelSelectorAsSelector,
  type Node,
  type Pod,
  type Selector,
  type TopologySpreadConstraint,
  untoleratedTaint,
} from '@sampan/api';
import { maxScore, type Plugin, type PreparedPlugin } from '../framework/plugin.js';
import type { Snapshot } from '../state/cluster-state.js';
import type { NodeInfo } from '../state/node-info.js';

/** A constraint, and how many matching Pods each domain has now. */
interface CountedConstraint {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly selfMatch: number;
  /** With fewer domains than these the least is taken to be none. */
  readonly minDomains: number;
  readonly counts: ReadonlyMap<string, number>;
}

/**
 * Spreads Pods over domains. `DoNotSchedule` constraints filter; `ScheduleAnyway` constraints, or for Pods without any
 * the wish to have siblings on different nodes, score: the fewer matching Pods a domain has, the higher.
 */
export const podTopologySpread: Plugin = {
  name: 'PodTopologySpread',
  weight: 2,
  prepare(pod, snapshot) {
    const constraints = pod.spec.topologySpreadConstraints ?? [];
    if (constraints.length === 0) return scoreBySiblings(pod, snapshot);
    const hard = constraints.filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule');
    const soft = constraints.filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'ScheduleAnyway');
    const filters = countAll(hard, pod, snapshot);
    const scores = countAll(soft, pod, snapshot);
    if (filters.length === 0 && scores.length === 0) return undefined;
    return { ...(filters.length > 0 && filterBy(filters)), ...(scores.length > 0 && scoreBy(scores)) };
  },
};

function filterBy(constraints: readonly CountedConstraint[]): PreparedPlugin {
  const least = constraints.map(({ counts, minDomains }) =>
    counts.size < minDomains ? 0 : Math.min(...counts.values()),
  );
  return {
    filter: (node) => {
      for (const [index, { topologyKey, maxSkew, selfMatch, counts }] of constraints.entries()) {
        const domain = node.node.metadata.labels?.[topologyKey];
        if (domain === undefined)
          return ["node(s) didn't match pod topology spread constraints (missing required label)"];
        if ((counts.get(domain) ?? 0) + selfMatch - (least[index] ?? 0) > maxSkew) {
          return ["node(s) didn't match pod topology spread constraints"];
        }
      }
      return undefined;
    },
  };
}

function scoreBy(constraints: readonly CountedConstraint[]): PreparedPlugin {
  return {
    score: (node) =>
      constraints.reduce((sum, { topologyKey, counts }) => {
        const domain = node.node.metadata.labels?.[topologyKey];
        return sum + (domain === undefined ? 0 : (counts.get(domain) ?? 0));
      }, 0),
    normalize: fewestFirst,
  };
}

/** Counts of Pods as scores: the lowest becomes 100. */
function fewestFirst(scores: number[]): void {
  const highest = Math.max(...scores);
  const lowest = Math.min(...scores);
  scores.forEach((score, index) => {
    scores[index] = highest === 0 ? maxScore : Math.floor((maxScore * (highest + lowest - score)) / highest);
  });
}

/** Only nodes that have a domain for every one of the constraints count. */
function countAll(
  constraints: readonly TopologySpreadConstraint[],
  pod: Pod,
  { nodes }: Snapshot,
): CountedConstraint[] {
  const placed = nodes.filter(({ node }) =>
    constraints.every(({ topologyKey }) => node.metadata.labels?.[topologyKey] !== undefined),
  );
  return constraints.map((constraint) => {
    const { topologyKey, maxSkew, minDomains = 1 } = constraint;
    const selector = labelSelectorAsSelector(constraint.labelSelector);
    const selfMatch = selector.matches(pod.metadata.labels) ? 1 : 0;
    const counted = placed.filter(({ node }) => isIncluded(constraint, pod, node));
    const namespace = pod.metadata.namespace ?? '';
    const counts = countDomains(topologyKey, { selector, namespace, nodes: counted });
    return { topologyKey, maxSkew, minDomains, selfMatch, counts };
  });
}

/**
 * Nodes that the Pod may not use for its node affinity do not count, those that it may not use for their taints do,
 * unless the constraint says otherwise: a domain of them would stay the emptiest for ever.
 */
function isIncluded(
  { nodeAffinityPolicy = 'Honor', nodeTaintsPolicy = 'Ignore' }: TopologySpreadConstraint,
  { spec }: Pod,
  node: Node,
): boolean {
  if (nodeAffinityPolicy === 'Honor' && !fitsNodeAffinity(spec, node)) return false;
  return nodeTaintsPolicy !== 'Honor' || untoleratedTaint(spec.tolerations, node.spec.taints) === undefined;
}

function countDomains(
  topologyKey: string,
  { selector, namespace, nodes }: { selector: Selector; namespace: string; nodes: readonly NodeInfo[] },
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { node, pods } of nodes) {
    const domain = node.metadata.labels?.[topologyKey] ?? '';
    let matching = 0;
    for (const { pod } of pods.values()) {
      if (pod.metadata.namespace !== namespace || pod.metadata.deletionTimestamp !== undefined) continue;
      if (selector.matches(pod.metadata.labels)) matching++;
    }
    counts.set(domain, (counts.get(domain) ?? 0) + matching);
  }
  return counts;
}

/** Upstream's default, with the Pod's controller in place of a selector: the fewer of its Pods a node has, the better. */
function scoreBySiblings(pod: Pod, { nodes }: Snapshot): PreparedPlugin | undefined {
  const owner = controllerOf(pod)?.uid;
  if (owner === undefined || nodes.length < 2) return undefined;
  return { score: ({ podsOfController }) => podsOfController.get(owner) ?? 0, normalize: fewestFirst };
}
