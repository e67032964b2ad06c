/** How `after` differs from `before`: the lines of their JSON that one has and the other has not, between equal ones. */
export function describeDifference(before: unknown, after: unknown): string {
  const old = JSON.stringify(before, null, 2).split('\n');
  const now = JSON.stringify(after, null, 2).split('\n');
  const start = commonStart(old, now);
  const end = commonEnd(old, now, start);
  const same = (line: string) => `  ${line}`;
  const lines = [
    ...old.slice(Math.max(0, start - context), start).map(same),
    ...changedLines(old.slice(start, old.length - end), now.slice(start, now.length - end)),
    ...old.slice(old.length - end, old.length - end + context).map(same),
  ];
  const near = nearChanges(lines);
  const shown = near.slice(0, maxLines);
  if (near.length > maxLines) shown.push(`  ... // ${near.length - maxLines} more lines`);
  return `${shown.join('\n')}\n`;
}

/** How many lines of context are shown around a change. */
const context = 2;
/** Nobody reads more. */
const maxLines = 1000;
/** Where the table of common subsequences would have more cells, the old lines are shown before the new ones instead. */
const maxCells = 1_000_000;

function commonStart(old: readonly string[], now: readonly string[]): number {
  let count = 0;
  while (count < old.length && count < now.length && old[count] === now[count]) count++;
  return count;
}

function commonEnd(old: readonly string[], now: readonly string[], start: number): number {
  let count = 0;
  const most = Math.min(old.length, now.length) - start;
  while (count < most && old[old.length - 1 - count] === now[now.length - 1 - count]) count++;
  return count;
}

function changedLines(old: readonly string[], now: readonly string[]): string[] {
  if ((old.length + 1) * (now.length + 1) > maxCells) {
    return [...old.map((line) => `- ${line}`), ...now.map((line) => `+ ${line}`)];
  }
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
  return lines;
}

function nearChanges(lines: readonly string[]): string[] {
  const isChange = (line: string) => !line.startsWith('  ');
  return lines.filter((_line, index) => lines.slice(Math.max(0, index - context), index + context + 1).some(isChange));
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
