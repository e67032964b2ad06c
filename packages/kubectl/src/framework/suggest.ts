/** Names of `candidates` that `typed` may have been meant for, as cobra finds them: distance 2, or the same beginning. */
export function suggestions(typed: string, candidates: readonly string[]): string[] {
  const lower = typed.toLowerCase();
  return candidates.filter(
    (candidate) => distance(lower, candidate.toLowerCase()) <= 2 || candidate.toLowerCase().startsWith(lower),
  );
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, substitution));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
