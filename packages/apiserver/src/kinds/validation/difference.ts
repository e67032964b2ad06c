import { diffArrays } from 'diff';

/** How `after` differs from `before`: the lines of their JSON that one has and the other has not, between equal ones. */
export function describeDifference(before: unknown, after: unknown): string {
  const old = JSON.stringify(before, null, 2).split('\n');
  const now = JSON.stringify(after, null, 2).split('\n');
  const lines = changedLines(old, now);
  const near = nearChanges(lines);
  const shown = near.slice(0, maxLines);
  if (near.length > maxLines) shown.push(`  ... // ${near.length - maxLines} more lines`);
  return `${shown.join('\n')}\n`;
}

/** How many lines of context are shown around a change. */
const context = 2;
/** Nobody reads more. */
const maxLines = 1000;
/** Where more lines than that came or went, the old lines are shown before the new ones instead. */
const maxEdits = 250;

function changedLines(old: string[], now: string[]): string[] {
  const marked = (mark: string, lines: readonly string[]) => lines.map((line) => `${mark} ${line}`);
  const changes = diffArrays(old, now, { maxEditLength: maxEdits });
  if (changes === undefined) return [...marked('-', old), ...marked('+', now)];
  return changes.flatMap(({ removed, added, value }) => marked(removed ? '-' : added ? '+' : ' ', value));
}

function nearChanges(lines: readonly string[]): string[] {
  const isNear = new Uint8Array(lines.length);
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith('  ')) isNear.fill(1, Math.max(0, index - context), index + context + 1);
  }
  return lines.filter((_line, index) => isNear[index] === 1);
}
