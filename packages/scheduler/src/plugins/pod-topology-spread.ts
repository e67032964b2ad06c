import { deepEqual, labelSelectorAsSelector, type Node, type Pod, type TopologySpreadConstraint } from '@sampan/api';
import { maxScore, type Plugin, type PreFilterResult, type Scorer } from '../framework/plugin.js';
import { refused, unresolvable } from '../framework/refusal.js';
import type { Snapshot } from '../state/cluster-state.js';
import type { NodeInfo } from '../state/node-info.js';
import { constraintsOf, hostname, type SpreadConstraint, systemConstraints } from './spread-constraints.js';

const skewed = refused("node(s) didn't match pod topology spread constraints");
const noDomain = unresolvable("node(s) didn't match pod topology spread constraints (missing required label)");

export interface PodTopologySpreadArgs {
  /** Whether Pods without constraints have the system's, or those of `defaultConstraints`. */
  readonly defaultingType?: 'System' | 'List';
  readonly defaultConstraints?: readonly TopologySpreadConstraint[];
}

/**
 * Spreads Pods over domains: `DoNotSchedule` constraints filter, `ScheduleAnyway` constraints score. Pods without any
 * have those of the profile, by default the wish to be spread over nodes and zones with the Pods that do the same work.
 */
export function podTopologySpread(args: PodTopologySpreadArgs = {}): Plugin {
  const { defaultingType = 'System', defaultConstraints = [] } = args;
  const isSystem = defaultingType === 'System';
  const defaults = isSystem ? systemConstraints : defaultConstraints;
  return {
    name: 'PodTopologySpread',
    preFilter(pod, snapshot) {
      const constraints = constraintsOf(pod, snapshot, { defaults, kind: 'DoNotSchedule' });
      return constraints.length === 0 ? undefined : filterBy(constraints, pod, snapshot);
    },
    preScore(pod, nodes, snapshot) {
      const constraints = constraintsOf(pod, snapshot, { defaults, kind: 'ScheduleAnyway' });
      if (constraints.length === 0) return undefined;
      // Nodes without a zone may still be spread over by the system's constraints.
      const needsAllKeys = !isSystem || (pod.spec.topologySpreadConstraints ?? []).length > 0;
      return scoreBy(constraints, nodes, { snapshot, needsAllKeys });
    },
    hints: {
      nodeAdded: (pod, { node }) => hasDomains(pod, node),
      nodeUpdated: (pod, { node, old }) =>
        (hasDomains(pod, node) || hasDomains(pod, old)) &&
        !deepEqual([node.metadata.labels, node.spec.taints], [old.metadata.labels, old.spec.taints]),
      nodeDeleted: (pod, { node }) => hasDomains(pod, node),
      assignedPodAdded: (pod, { pod: other }) => isCounted(pod, other),
      assignedPodUpdated: (pod, { pod: other, old }) => isCounted(pod, other) || isCounted(pod, old),
      assignedPodDeleted: (pod, { pod: other }) => isCounted(pod, other),
      podUpdated: (_pod, { pod, old }) => !deepEqual(pod.metadata.labels, old.metadata.labels),
    },
  };
}

function filterBy(constraints: readonly SpreadConstraint[], pod: Pod, snapshot: Snapshot): PreFilterResult {
  const selfMatches = constraints.map((constraint) => (constraint.matches(pod) ? 1 : 0));
  const domains = constraints.map(() => new Map<string, number>());
  for (const { node, name } of snapshot.nodes) {
    if (!hasAllKeys(node, constraints)) continue;
    for (const [index, constraint] of constraints.entries()) {
      if (isCountedNode(constraint, node))
        addTo(domains[index], domainOf(node, constraint), constraint.tally.get(name) ?? 0);
    }
  }
  let least = constraints.map((constraint, index) => leastOf(domains[index], constraint));
  const count = (other: Pod, node: Node, sign: 1 | -1): void => {
    if (!hasAllKeys(node, constraints)) return;
    for (const [index, constraint] of constraints.entries()) {
      if (!isCountedNode(constraint, node) || !constraint.matches(other)) continue;
      addTo(domains[index], domainOf(node, constraint), sign);
    }
    least = constraints.map((constraint, index) => leastOf(domains[index], constraint));
  };
  return {
    filter: ({ node }) => {
      for (const [index, constraint] of constraints.entries()) {
        const domain = domainOf(node, constraint);
        if (domain === undefined) return noDomain;
        const matching = domains[index]?.get(domain) ?? 0;
        if (matching + (selfMatches[index] ?? 0) - (least[index] ?? 0) > constraint.maxSkew) return skewed;
      }
      return undefined;
    },
    podAdded: (placed, node) => count(placed.pod, node, 1),
    podRemoved: (placed, node) => count(placed.pod, node, -1),
  };
}

function leastOf(domains: ReadonlyMap<string, number> = new Map(), { minDomains }: SpreadConstraint): number {
  if (domains.size < minDomains) return 0;
  let least = Number.POSITIVE_INFINITY;
  for (const count of domains.values()) if (count < least) least = count;
  return least;
}

/** Every domain counts the more the more domains there are, so that zones are not drowned by nodes. */
function scoreBy(
  constraints: readonly SpreadConstraint[],
  nodes: readonly NodeInfo[],
  { snapshot, needsAllKeys }: { snapshot: Snapshot; needsAllKeys: boolean },
): Scorer {
  const ignored = new Set(needsAllKeys ? nodes.filter(({ node }) => !hasAllKeys(node, constraints)) : []);
  const scored = ignored.size === 0 ? nodes : nodes.filter((node) => !ignored.has(node));
  const domains = constraints.map((constraint) =>
    countDomains(constraint, scored, { snapshot, constraints, needsAllKeys }),
  );
  const weights = domains.map((counts) => Math.log((counts?.size ?? scored.length) + 2));
  return {
    score: (info) => {
      if (ignored.has(info)) return 0;
      let score = 0;
      for (let index = 0; index < constraints.length; index++) {
        const constraint = constraints[index] as SpreadConstraint;
        const domain = domainOf(info.node, constraint);
        if (domain === undefined) continue;
        const count = domains[index]?.get(domain) ?? (domains[index] ? 0 : (constraint.tally.get(info.name) ?? 0));
        score += count * (weights[index] ?? 0) + constraint.maxSkew - 1;
      }
      return Math.round(score);
    },
    normalize: (scores) => fewestFirst(scores, nodes, ignored),
  };
}

/** How many Pods count in the domains of the nodes that are scored; undefined: each node is a domain of its own. */
function countDomains(
  constraint: SpreadConstraint,
  scored: readonly NodeInfo[],
  {
    snapshot,
    constraints,
    needsAllKeys,
  }: { snapshot: Snapshot; constraints: readonly SpreadConstraint[]; needsAllKeys: boolean },
): Map<string, number> | undefined {
  if (constraint.topologyKey === hostname) return undefined;
  const counts = new Map<string, number>();
  for (const { node } of scored) counts.set(domainOf(node, constraint) ?? '', 0);
  if (!needsAllKeys && constraint.counts === undefined) {
    const all = constraint.inDomains();
    for (const domain of counts.keys()) counts.set(domain, all.get(domain) ?? 0);
    return counts;
  }
  for (const [name, count] of constraint.tally) {
    const node = snapshot.node(name)?.node;
    if (node === undefined || (needsAllKeys && !hasAllKeys(node, constraints)) || !isCountedNode(constraint, node))
      continue;
    const domain = domainOf(node, constraint) ?? '';
    if (counts.has(domain)) addTo(counts, domain, count);
  }
  return counts;
}

/** Counts of Pods as scores: the lowest becomes 100; nodes that are ignored have nothing. */
function fewestFirst(scores: number[], nodes: readonly NodeInfo[], ignored: ReadonlySet<NodeInfo>): void {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, 0];
  for (const [index, score] of scores.entries()) {
    if (ignored.has(nodes[index] as NodeInfo)) continue;
    if (score < lowest) lowest = score;
    if (score > highest) highest = score;
  }
  for (const [index, score] of scores.entries()) {
    if (ignored.has(nodes[index] as NodeInfo)) scores[index] = 0;
    else scores[index] = highest === 0 ? maxScore : Math.floor((maxScore * (highest + lowest - score)) / highest);
  }
}

function addTo(domains: Map<string, number> | undefined, domain: string | undefined, count: number): void {
  if (domain !== undefined) domains?.set(domain, (domains.get(domain) ?? 0) + count);
}

function domainOf({ metadata }: Node, { topologyKey }: { topologyKey: string }): string | undefined {
  return metadata.labels?.[topologyKey];
}

function isCountedNode({ counts }: SpreadConstraint, node: Node): boolean {
  return counts === undefined || counts(node);
}

function hasAllKeys(node: Node, constraints: readonly { topologyKey: string }[]): boolean {
  return constraints.every((constraint) => domainOf(node, constraint) !== undefined);
}

function hasDomains({ spec }: Pod, node: Node): boolean {
  return hasAllKeys(node, spec.topologySpreadConstraints ?? []);
}

/** Whether the other Pod counts for one of the Pod's constraints; any does for constraints of the profile. */
function isCounted({ metadata, spec }: Pod, other: Pod): boolean {
  if (metadata.namespace !== other.metadata.namespace) return false;
  const constraints = spec.topologySpreadConstraints ?? [];
  return (
    constraints.length === 0 ||
    constraints.some(({ labelSelector }) => labelSelectorAsSelector(labelSelector).matches(other.metadata.labels))
  );
}
