import { randomInt, randomUUID } from 'node:crypto';

/** Where names and ids come from. */
export interface RandomSource {
  /** A random UUID: `metadata.uid`. */
  uuid(): string;
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number;
}

/** Randomness of the operating system. */
export const systemRandom: RandomSource = {
  uuid: () => randomUUID(),
  below: (limit) => randomInt(limit),
};
