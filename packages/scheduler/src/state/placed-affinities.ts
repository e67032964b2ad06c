import { type AffinityTerm, type AffinityTerms, affinityTermsOf } from './affinity-terms.js';
import type { PlacedPod } from './node-info.js';

/** A term that Pods on nodes have, and how many of them each node has, by its name. */
export interface PlacedTerm {
  readonly kind: keyof AffinityTerms;
  readonly term: AffinityTerm;
  readonly counts: ReadonlyMap<string, number>;
}

const kinds = ['required', 'preferred', 'forbidden', 'avoided'] as const;

/** What the Pods on nodes want of other Pods. Those of one Deployment want the same: it is kept once. */
export class PlacedAffinities {
  readonly #terms = new Map<string, PlacedTerm & { readonly counts: Map<string, number> }>();
  readonly #namespaceLabels: (name: string) => Record<string, string>;

  constructor(namespaceLabels: (name: string) => Record<string, string>) {
    this.#namespaceLabels = namespaceLabels;
  }

  get all(): Iterable<PlacedTerm> {
    return this.#terms.values();
  }

  get empty(): boolean {
    return this.#terms.size === 0;
  }

  changed(nodeName: string, { pod }: PlacedPod, sign: 1 | -1): void {
    if (pod.spec.affinity?.podAffinity === undefined && pod.spec.affinity?.podAntiAffinity === undefined) return;
    const terms = affinityTermsOf(pod, this.#namespaceLabels);
    for (const kind of kinds) for (const term of terms[kind]) this.#count(kind, { term, nodeName, sign });
  }

  #count(
    kind: keyof AffinityTerms,
    { term, nodeName, sign }: { term: AffinityTerm; nodeName: string; sign: 1 | -1 },
  ): void {
    const key = `${kind} ${term.weight} ${term.topologyKey} ${term.description}`;
    const placed = this.#terms.get(key) ?? { kind, term, counts: new Map<string, number>() };
    const count = (placed.counts.get(nodeName) ?? 0) + sign;
    if (count === 0) placed.counts.delete(nodeName);
    else placed.counts.set(nodeName, count);
    if (placed.counts.size === 0) this.#terms.delete(key);
    else this.#terms.set(key, placed);
  }
}
