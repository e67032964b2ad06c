import { deepEqual, type Node, type Pod } from '@sampan/api';
import { maxScore, type Plugin } from '../framework/plugin.js';
import { refused, unresolvable } from '../framework/refusal.js';
import { type AffinityTerm, affinityTermsOf } from '../state/affinity-terms.js';
import type { Snapshot } from '../state/cluster-state.js';
import { Domains } from './domains.js';

const notNear = unresolvable("node(s) didn't match pod affinity rules");
const tooNear = refused("node(s) didn't match pod anti-affinity rules");
const unwanted = refused("node(s) didn't satisfy existing pods anti-affinity rules");

export interface InterPodAffinityArgs {
  /** How much it counts that a Pod on a node requires to be near the new one, 0…100. */
  readonly hardPodAffinityWeight?: number;
  /** Leaves out what Pods on nodes prefer when the new one prefers nothing itself. */
  readonly ignorePreferredTermsOfExistingPods?: boolean;
}

/**
 * Pods near to and far from other Pods. Required terms filter, those of Pods that are on nodes already included:
 * nobody is put next to a Pod that forbids it. Preferred terms of both sides score.
 */
export function interPodAffinity(args: InterPodAffinityArgs = {}): Plugin {
  const { hardPodAffinityWeight = 1, ignorePreferredTermsOfExistingPods = false } = args;
  return {
    name: 'InterPodAffinity',
    preFilter(pod, snapshot) {
      const { required, forbidden } = affinityTermsOf(pod, (name) => snapshot.namespaceLabels(name));
      const near = countMatching(required, snapshot, { together: true });
      const far = countMatching(forbidden, snapshot);
      const against = countForbidding(pod, snapshot);
      if (required.length === 0 && forbidden.length === 0 && against.empty) return undefined;
      const isFirst = required.every((term) => term.matches(pod));
      const count = (other: Pod, node: Node, sign: 1 | -1): void => {
        const labels = node.metadata.labels ?? {};
        if (required.every((term) => term.matches(other))) for (const term of required) near.add(term, labels, sign);
        for (const term of forbidden) if (term.matches(other)) far.add(term, labels, sign);
        const theirs = affinityTermsOf(other, (name) => snapshot.namespaceLabels(name)).forbidden;
        for (const term of theirs) if (term.matches(pod)) against.add(term, labels, sign);
      };
      return {
        filter: ({ node }) => {
          const labels = node.metadata.labels ?? {};
          if (!isNear(required, { near, labels, isFirst })) return notNear;
          if (far.has(labels)) return tooNear;
          return against.has(labels) ? unwanted : undefined;
        },
        podAdded: (placed, node) => count(placed.pod, node, 1),
        podRemoved: (placed, node) => count(placed.pod, node, -1),
      };
    },
    preScore(pod, _nodes, snapshot) {
      const { preferred, avoided } = affinityTermsOf(pod, (name) => snapshot.namespaceLabels(name));
      const hasWishes = preferred.length > 0 || avoided.length > 0;
      if (!hasWishes && (ignorePreferredTermsOfExistingPods || snapshot.affinities.empty)) return undefined;
      const wishes = countMatching(preferred, snapshot);
      for (const term of avoided) addMatching(wishes, term, { snapshot, times: -term.weight });
      addWishesOfOthers(wishes, pod, { snapshot, hardPodAffinityWeight });
      if (wishes.empty) return undefined;
      return { score: ({ node }) => wishes.sum(node.metadata.labels ?? {}), normalize: spread };
    },
    hints: {
      nodeAdded: () => true,
      nodeUpdated: (_pod, { node, old }) => !deepEqual(node.metadata.labels, old.metadata.labels),
      nodeDeleted: (pod) => (pod.spec.affinity?.podAntiAffinity ?? pod.spec.affinity?.podAffinity) !== undefined,
      assignedPodAdded: (pod, { pod: other }) => isRequired(pod, other),
      assignedPodUpdated: (_pod, { pod, old }) => !deepEqual(pod.metadata.labels, old.metadata.labels),
      assignedPodDeleted: () => true,
      podUpdated: (_pod, { pod, old }) => !deepEqual(pod.metadata.labels, old.metadata.labels),
    },
  };
}

/** The domains with Pods that terms are about, each weighing what its term does; `together`: that all terms are about. */
function countMatching(terms: readonly AffinityTerm[], snapshot: Snapshot, { together = false } = {}): Domains {
  const domains = new Domains();
  if (!together) {
    for (const term of terms) addMatching(domains, term, { snapshot, times: term.weight });
    return domains;
  }
  if (terms.length === 0) return domains;
  const description = terms.map((term) => term.description).join(' and ');
  const tally = snapshot.tallies.of(`near ${description}`, (pod) => terms.every((term) => term.matches(pod)));
  for (const [nodeName, count] of tally) {
    const labels = snapshot.node(nodeName)?.node.metadata.labels ?? {};
    for (const term of terms) domains.add(term, labels, count);
  }
  return domains;
}

function addMatching(
  domains: Domains,
  term: AffinityTerm,
  { snapshot, times }: { snapshot: Snapshot; times: number },
): void {
  const tally = snapshot.tallies.of(`near ${term.description}`, (pod) => term.matches(pod));
  for (const [nodeName, count] of tally) {
    domains.add(term, snapshot.node(nodeName)?.node.metadata.labels ?? {}, count * times);
  }
}

/** Where Pods are that forbid the new one. */
function countForbidding(pod: Pod, snapshot: Snapshot): Domains {
  const domains = new Domains();
  for (const { kind, term, counts } of snapshot.affinities.all) {
    if (kind === 'forbidden' && term.matches(pod)) addCounts(domains, term, { snapshot, counts, times: 1 });
  }
  return domains;
}

/** What Pods on nodes wish of the new one; that they require to be near it counts as a wish, too. */
function addWishesOfOthers(
  wishes: Domains,
  pod: Pod,
  { snapshot, hardPodAffinityWeight }: { snapshot: Snapshot; hardPodAffinityWeight: number },
): void {
  for (const { kind, term, counts } of snapshot.affinities.all) {
    const times = { required: hardPodAffinityWeight, preferred: term.weight, avoided: -term.weight, forbidden: 0 }[
      kind
    ];
    if (times !== 0 && term.matches(pod)) addCounts(wishes, term, { snapshot, counts, times });
  }
}

function addCounts(
  domains: Domains,
  term: AffinityTerm,
  { snapshot, counts, times }: { snapshot: Snapshot; counts: ReadonlyMap<string, number>; times: number },
): void {
  for (const [nodeName, count] of counts) {
    domains.add(term, snapshot.node(nodeName)?.node.metadata.labels ?? {}, count * times);
  }
}

/** The first Pod of a group that wants to be together has nobody to be near to: any node with the labels will do. */
function isNear(
  required: readonly AffinityTerm[],
  { near, labels, isFirst }: { near: Domains; labels: Record<string, string>; isFirst: boolean },
): boolean {
  if (!required.every(({ topologyKey }) => labels[topologyKey] !== undefined)) return false;
  return required.every((term) => near.count(term, labels) > 0) || (near.empty && isFirst);
}

function isRequired(pod: Pod, other: Pod): boolean {
  const { required } = affinityTermsOf(pod, () => ({}));
  const selectsNamespaces = pod.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.some(
    ({ namespaceSelector }) => namespaceSelector !== undefined,
  );
  return selectsNamespaces === true || required.some((term) => term.matches(other));
}

/** The lowest becomes 0, the highest 100. */
function spread(scores: number[]): void {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const score of scores) [lowest, highest] = [Math.min(lowest, score), Math.max(highest, score)];
  for (const [index, score] of scores.entries()) {
    scores[index] = highest === lowest ? 0 : Math.floor((maxScore * (score - lowest)) / (highest - lowest));
  }
}
