import type { RandomSource } from '../server/random.js';

interface Choice {
  /** Numbers from 0 up to, not including, this one. */
  readonly size: number;
  /** How many of the lowest are left to those who ask for a number, while there are others. */
  readonly reserved: number;
  readonly random: Pick<RandomSource, 'below'>;
  isTaken(number: number): boolean;
}

/** A number that nobody has, by chance; undefined: all are taken. */
export function pickFree({ size, reserved, random, isTaken }: Choice): number | undefined {
  return pickWithin([reserved, size], random, isTaken) ?? pickWithin([0, reserved], random, isTaken);
}

/** Random numbers are quickly free while few are taken; then the next free one is. */
function pickWithin(
  [from, to]: readonly [number, number],
  random: Choice['random'],
  isTaken: Choice['isTaken'],
): number | undefined {
  if (to <= from) return undefined;
  const start = random.below(to - from);
  for (let step = 0; step < to - from; step++) {
    const number = from + ((start + step) % (to - from));
    if (!isTaken(number)) return number;
  }
  return undefined;
}
