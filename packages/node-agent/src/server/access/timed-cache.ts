import type { Clock } from '@sampan/api';

/** Keeps answers for as long as each is good, and no more than so many: the oldest goes first. */
export class TimedCache<V> {
  readonly #entries = new Map<string, { value: V; until: number }>();
  readonly #clock: Clock;
  readonly #size: number;

  constructor(clock: Clock, size: number) {
    this.#clock = clock;
    this.#size = size;
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (this.#clock.now() < entry.until) return entry.value;
    this.#entries.delete(key);
    return undefined;
  }

  set(key: string, value: V, milliseconds: number): void {
    this.#entries.delete(key);
    if (this.#entries.size >= this.#size) this.#entries.delete(this.#entries.keys().next().value ?? '');
    this.#entries.set(key, { value, until: this.#clock.now() + milliseconds });
  }
}
