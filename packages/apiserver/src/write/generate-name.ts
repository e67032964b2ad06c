import type { RandomSource } from '../server/random.js';

/** Letters and digits that form no words and are not mistaken for one another. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
const suffixLength = 5;
const maxLength = 63;

/** `base` and five random characters, cut so that the whole fits into a label. */
export function generateName(base: string, random: RandomSource): string {
  let name = base.slice(0, maxLength - suffixLength);
  for (let count = 0; count < suffixLength; count++) name += alphabet[random.below(alphabet.length)];
  return name;
}
