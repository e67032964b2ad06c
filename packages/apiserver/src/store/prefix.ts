/** The first string after all that start with `prefix`, which ends in `/`: the range of keys is [prefix, prefixEnd). */
export function prefixEnd(prefix: string): string {
  return `${prefix.slice(0, -1)}0`; // '0' is the character after '/'
}
