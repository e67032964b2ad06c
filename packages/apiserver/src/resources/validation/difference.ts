/** How `after` differs from `before`: the lines of their JSON that one has and the other has not, between equal ones. */
export function describeDifference(before: unknown, after: unknown): string {
  const old = JSON.stringify(before, null, 2).split('\n');
  const now = JSON.stringify(after, null, 2).split('\n');
  const lengths = commonLengths(old, now);
  const lines: string[] = [];
  let left = 0;
  let right = 0;
  while (left < old.length || right < now.length) {
    if (left < old.length && right < now.length && old[left] === now[right]) {
      lines.push(`  ${old[left]}`);
      left++;
      right++;
    } else if (
      right >= now.length ||
      (left < old.length && at(lengths, left + 1, right) >= at(lengths, left, right + 1))
    ) {
      lines.push(`- ${old[left++]}`);
    } else {
      lines.push(`+ ${now[right++]}`);
    }
  }
  return `${lines.filter((_line, index) => isNearChange(lines, index)).join('\n')}\n`;
}

/** How many lines of context are shown around a change. */
const context = 2;

function isNearChange(lines: readonly string[], index: number): boolean {
  return lines.slice(Math.max(0, index - context), index + context + 1).some((line) => !line.startsWith('  '));
}

/** The lengths of the longest common subsequences of all tails. */
function commonLengths(old: readonly string[], now: readonly string[]): number[][] {
  const lengths: number[][] = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0));
  for (let left = old.length - 1; left >= 0; left--) {
    for (let right = now.length - 1; right >= 0; right--) {
      const row = lengths[left];
      if (row === undefined) continue;
      row[right] =
        old[left] === now[right]
          ? at(lengths, left + 1, right + 1) + 1
          : Math.max(at(lengths, left + 1, right), at(lengths, left, right + 1));
    }
  }
  return lengths;
}

function at(lengths: readonly number[][], left: number, right: number): number {
  return lengths[left]?.[right] ?? 0;
}
