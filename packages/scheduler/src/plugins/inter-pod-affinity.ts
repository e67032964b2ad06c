import type { Pod } from '@sampan/api';
import { maxScore, type Plugin } from '../framework/plugin.js';
import type { Snapshot } from '../state/cluster-state.js';
import { hasPodAffinity, type NodeInfo } from '../state/node-info.js';
import { type AffinityTerm, type AffinityTerms, affinityTermsOf } from './pod-affinity-term.js';

/** How much something counts in each domain, by topology key and by the domain's name. */
type Domains = Map<string, Map<string, number>>;

/**
 * Pods near to and far from other Pods. Required terms filter, those of Pods that are on nodes already included:
 * nobody is put next to a Pod that forbids it. Preferred terms of both sides score.
 */
export const interPodAffinity: Plugin = {
  name: 'InterPodAffinity',
  weight: 2,
  prepare(pod, snapshot) {
    const terms = hasPodAffinity(pod) ? affinityTermsOf(pod, snapshot) : undefined;
    const others = snapshot.nodes.some(({ podsWithAffinity }) => podsWithAffinity.size > 0);
    if (terms === undefined && !others) return undefined;
    const near = terms === undefined ? undefined : countNear(terms.required, snapshot);
    const selfMatch = terms?.required.every((term) => term.matches(pod)) ?? false;
    const far: Domains = new Map();
    const wishes: Domains = new Map();
    if (terms !== undefined) countOwn(terms, snapshot, { far, wishes });
    const forbidden = others ? countOthers(pod, snapshot, wishes) : new Map();
    return {
      filter: ({ node }) => {
        const labels = node.metadata.labels ?? {};
        if (terms !== undefined && !isNear(terms.required, near ?? new Map(), { labels, selfMatch })) {
          return ["node(s) didn't match pod affinity rules"];
        }
        if (isIn(far, labels)) return ["node(s) didn't match pod anti-affinity rules"];
        return isIn(forbidden, labels) ? ["node(s) didn't satisfy existing pods anti-affinity rules"] : undefined;
      },
      ...(wishes.size > 0 && { score: (node: NodeInfo) => sumOf(wishes, node), normalize: spread }),
    };
  },
};

/** Domains with a Pod that matches all required terms. */
function countNear(required: readonly AffinityTerm[], { nodes }: Snapshot): Domains {
  const domains: Domains = new Map();
  if (required.length === 0) return domains;
  for (const node of nodes) {
    for (const { pod } of node.pods.values()) {
      if (required.every((term) => term.matches(pod))) for (const term of required) add(domains, term, { node });
    }
  }
  return domains;
}

/** Where the new Pod must not be, and where it would rather be or not be. */
function countOwn(
  { forbidden, preferred, avoided }: AffinityTerms,
  { nodes }: Snapshot,
  { far, wishes }: { far: Domains; wishes: Domains },
): void {
  for (const node of nodes) {
    for (const { pod } of node.pods.values()) {
      for (const term of forbidden) if (term.matches(pod)) add(far, term, { node });
      for (const term of preferred) if (term.matches(pod)) add(wishes, term, { node });
      for (const term of avoided) if (term.matches(pod)) add(wishes, term, { node, sign: -1 });
    }
  }
}

/** Where Pods that are there already forbid the new one; what they wish is added to `wishes`. */
function countOthers(pod: Pod, snapshot: Snapshot, wishes: Domains): Domains {
  const forbidden: Domains = new Map();
  for (const node of snapshot.nodes) {
    for (const other of node.podsWithAffinity.values()) {
      const terms = affinityTermsOf(other, snapshot);
      for (const term of terms.forbidden) if (term.matches(pod)) add(forbidden, term, { node });
      for (const term of [...terms.required, ...terms.preferred]) if (term.matches(pod)) add(wishes, term, { node });
      for (const term of terms.avoided) if (term.matches(pod)) add(wishes, term, { node, sign: -1 });
    }
  }
  return forbidden;
}

function add(domains: Domains, { topologyKey, weight }: AffinityTerm, at: { node: NodeInfo; sign?: -1 }): void {
  const domain = at.node.node.metadata.labels?.[topologyKey];
  if (domain === undefined) return;
  const counts = domains.get(topologyKey) ?? new Map<string, number>();
  domains.set(topologyKey, counts.set(domain, (counts.get(domain) ?? 0) + weight * (at.sign ?? 1)));
}

/** The first Pod of a group that wants to be together has nobody to be near to: any domain will do. */
function isNear(
  required: readonly AffinityTerm[],
  near: Domains,
  { labels, selfMatch }: { labels: Record<string, string>; selfMatch: boolean },
): boolean {
  return required.every(({ topologyKey }) => {
    const domain = labels[topologyKey];
    if (domain === undefined) return false;
    return near.get(topologyKey)?.has(domain) === true || (near.size === 0 && selfMatch);
  });
}

function isIn(domains: Domains, labels: Record<string, string>): boolean {
  for (const [topologyKey, counts] of domains) {
    const domain = labels[topologyKey];
    if (domain !== undefined && counts.has(domain)) return true;
  }
  return false;
}

function sumOf(wishes: Domains, { node }: NodeInfo): number {
  let sum = 0;
  for (const [topologyKey, counts] of wishes) sum += counts.get(node.metadata.labels?.[topologyKey] ?? '') ?? 0;
  return sum;
}

/** The lowest becomes 0, the highest 100. */
function spread(scores: number[]): void {
  const [lowest, highest] = [Math.min(...scores), Math.max(...scores)];
  for (const [index, score] of scores.entries()) {
    scores[index] = highest === lowest ? 0 : Math.floor((maxScore * (score - lowest)) / (highest - lowest));
  }
}
