import { randomInt, randomUUID } from 'node:crypto';
import type { RandomSource } from './serving.js';

/** Randomness of the operating system. */
export const systemRandom: RandomSource = {
  uuid: () => randomUUID(),
  below: (limit) => randomInt(limit),
};
