import type { Pod } from '@sampan/api';

/** How many Pods of one description each node has, by the node's name; nodes without any are left out. */
export type PodTally = ReadonlyMap<string, number>;

interface Tally {
  readonly matches: (pod: Pod) => boolean;
  readonly counts: Map<string, number>;
  /** The sums over the nodes of each domain, by topology key; those that were asked for. */
  readonly domains: Map<string, Map<string, number>>;
}

/** What is counted: where Pods are now, and what a node's labels are. */
interface Placement {
  nodes(): Iterable<{ readonly name: string; readonly pods: ReadonlyMap<string, { readonly pod: Pod }> }>;
  labelsOf(nodeName: string): Record<string, string>;
}

/** Descriptions that are kept true; who was asked for longest ago goes first. */
const most = 128;

/**
 * Counts Pods by description, once, and keeps the counts true as Pods come and go: thousands of Pods of one Deployment ask
 * the same of all the Pods in a cluster.
 */
export class PodTallies {
  readonly #tallies = new Map<string, Tally>();
  readonly #placement: Placement;

  constructor(placement: Placement) {
    this.#placement = placement;
  }

  /** The count of what `matches`; `description` says in full what that is. */
  of(description: string, matches: (pod: Pod) => boolean): PodTally {
    return this.#get(description, matches).counts;
  }

  /** The same by domain: the value that nodes have for the topology key. */
  inDomains(description: string, matches: (pod: Pod) => boolean, topologyKey: string): PodTally {
    const tally = this.#get(description, matches);
    let sums = tally.domains.get(topologyKey);
    if (sums === undefined) {
      sums = new Map();
      tally.domains.set(topologyKey, sums);
      for (const [nodeName, count] of tally.counts) this.#addToDomain(sums, topologyKey, { nodeName, count });
    }
    return sums;
  }

  changed(nodeName: string, pod: Pod, sign: 1 | -1): void {
    for (const { matches, counts, domains } of this.#tallies.values()) {
      if (!matches(pod)) continue;
      add(counts, nodeName, sign);
      for (const [topologyKey, sums] of domains) this.#addToDomain(sums, topologyKey, { nodeName, count: sign });
    }
  }

  /** What descriptions rest on besides Pods has changed: all are counted anew. */
  clear(): void {
    this.#tallies.clear();
  }

  #get(description: string, matches: (pod: Pod) => boolean): Tally {
    const known = this.#tallies.get(description) ?? this.#count(matches);
    this.#tallies.delete(description);
    this.#tallies.set(description, known);
    if (this.#tallies.size > most) this.#tallies.delete(this.#tallies.keys().next().value as string);
    return known;
  }

  #count(matches: (pod: Pod) => boolean): Tally {
    const counts = new Map<string, number>();
    for (const { name, pods } of this.#placement.nodes()) {
      for (const { pod } of pods.values()) if (matches(pod)) add(counts, name, 1);
    }
    return { matches, counts, domains: new Map() };
  }

  #addToDomain(
    sums: Map<string, number>,
    topologyKey: string,
    { nodeName, count }: { nodeName: string; count: number },
  ): void {
    const domain = this.#placement.labelsOf(nodeName)[topologyKey];
    if (domain !== undefined) add(sums, domain, count);
  }
}

function add(counts: Map<string, number>, name: string, more: number): void {
  const count = (counts.get(name) ?? 0) + more;
  if (count === 0) counts.delete(name);
  else counts.set(name, count);
}
