import type { RandomSource } from '../server/random.js';

/** Whole numbers from 0 up to, not including, `size`, each of which one holder at a time has. */
export class NumberPool {
  readonly size: number;
  readonly #random: Pick<RandomSource, 'below'>;
  readonly #taken = new Set<number>();

  constructor(size: number, random: Pick<RandomSource, 'below'>) {
    this.size = size;
    this.#random = random;
  }

  /** Takes a number; false: somebody has it. */
  take(number: number): boolean {
    if (this.#taken.has(number)) return false;
    this.#taken.add(number);
    return true;
  }

  /**
   * Takes any free number: from `[reserved, size)` while there is one, then from what was kept back for those who ask
   * for a number. Undefined: all are taken.
   */
  takeAny(reserved = 0): number | undefined {
    return this.#takeWithin(reserved, this.size) ?? this.#takeWithin(0, reserved);
  }

  release(number: number): void {
    this.#taken.delete(number);
  }

  /** Random numbers are quickly free while few are taken; then the next free one is. */
  #takeWithin(from: number, to: number): number | undefined {
    if (to <= from) return undefined;
    const start = from + this.#random.below(to - from);
    for (let step = 0; step < to - from; step++) {
      const number = from + ((start - from + step) % (to - from));
      if (this.take(number)) return number;
    }
    return undefined;
  }
}
