const decimal = /^\d+$/;

/**
 * Which of two resource versions of one collection is later: negative, zero or positive. Undefined where a server does
 * not number its writes, so that only equality says something.
 */
export function compareResourceVersions(a: string | undefined, b: string | undefined): number | undefined {
  if (a === b) return 0;
  if (a === undefined || b === undefined || !decimal.test(a) || !decimal.test(b)) return undefined;
  return a.length === b.length ? (a < b ? -1 : 1) : a.length - b.length;
}
