import type { Target } from './desired-listeners.js';

/** Chooses endpoints: by turns, or, with affinity, the one that the client had before. */
export class EndpointPicker {
  #targets: readonly Target[] = [];
  #affinityMs: number | undefined;
  #turn = 0;
  readonly #clients = new Map<string, { target: Target; until: number }>();

  update(targets: readonly Target[], affinityMs: number | undefined): void {
    this.#targets = targets;
    this.#affinityMs = affinityMs;
    for (const [client, { target }] of this.#clients)
      if (!targets.some((other) => isSame(other, target))) this.#clients.delete(client);
  }

  /** All endpoints in the order in which they are to be tried. */
  order(client: string, now: number): Target[] {
    const count = this.#targets.length;
    const turn = count === 0 ? 0 : this.#turn++ % count;
    const rotated = [...this.#targets.slice(turn), ...this.#targets.slice(0, turn)];
    const known = this.#affinityMs === undefined ? undefined : this.#clients.get(client);
    if (known === undefined || known.until <= now) return rotated;
    return [known.target, ...rotated.filter((target) => !isSame(target, known.target))];
  }

  /** The client was connected to `target`. */
  connected(client: string, target: Target, now: number): void {
    if (this.#affinityMs !== undefined) this.#clients.set(client, { target, until: now + this.#affinityMs });
  }
}

function isSame(a: Target, b: Target): boolean {
  return a.address === b.address && a.port === b.port;
}
