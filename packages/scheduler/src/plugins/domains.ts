/** How much something counts in each domain, by topology key and by the domain's name. */
export class Domains {
  readonly #counts = new Map<string, Map<string, number>>();

  get empty(): boolean {
    return this.#counts.size === 0;
  }

  /** Counts something on a node with these labels; a node without the key is in no domain. */
  add({ topologyKey }: { topologyKey: string }, labels: Record<string, string>, times: number): void {
    const domain = labels[topologyKey];
    if (domain === undefined) return;
    const counts = this.#counts.get(topologyKey) ?? new Map<string, number>();
    const count = (counts.get(domain) ?? 0) + times;
    if (count === 0) counts.delete(domain);
    else counts.set(domain, count);
    if (counts.size === 0) this.#counts.delete(topologyKey);
    else this.#counts.set(topologyKey, counts);
  }

  count({ topologyKey }: { topologyKey: string }, labels: Record<string, string>): number {
    return this.#counts.get(topologyKey)?.get(labels[topologyKey] ?? '') ?? 0;
  }

  /** Whether a node with these labels is in any of the domains. */
  has(labels: Record<string, string>): boolean {
    for (const [topologyKey, counts] of this.#counts) {
      const domain = labels[topologyKey];
      if (domain !== undefined && counts.has(domain)) return true;
    }
    return false;
  }

  /** What counts in all the domains together that a node with these labels is in. */
  sum(labels: Record<string, string>): number {
    let sum = 0;
    for (const [topologyKey, counts] of this.#counts) sum += counts.get(labels[topologyKey] ?? '') ?? 0;
    return sum;
  }
}
