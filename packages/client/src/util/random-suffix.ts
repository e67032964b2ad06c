/** Kubernetes' safe alphabet: no vowels and no look-alikes, so that no words come out. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** `length` random characters as Kubernetes appends them to `generateName`. */
export function randomSuffix(length = 5, random: () => number = Math.random): string {
  let text = '';
  for (let index = 0; index < length; index++) text += alphabet.charAt(Math.floor(random() * alphabet.length));
  return text;
}

/** `text` spelled in the safe alphabet: how Kubernetes makes hashes fit for names (`rand.SafeEncodeString`). */
export function safeEncode(text: string): string {
  let encoded = '';
  for (const character of text) encoded += alphabet.charAt((character.codePointAt(0) ?? 0) % alphabet.length);
  return encoded;
}
