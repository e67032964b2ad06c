import { describe, expect, it } from 'vitest';
import { describeDifference } from './difference.js';

const lines = (count: number, value: string) => Array.from({ length: count }, (_, index) => `${value}${index}`);

describe('describeDifference', () => {
  it.each([
    [{ a: 1, b: 2 }, { a: 1, b: 3 }, '  {\n    "a": 1,\n-   "b": 2\n+   "b": 3\n  }\n'],
    [[1, 2, 3, 4, 5, 6], [1, 2, 3, 5, 6], '    2,\n    3,\n-   4,\n    5,\n    6\n'],
    [[1], [2], '  [\n-   1\n+   2\n  ]\n'],
    [{}, { a: 1 }, '- {}\n+ {\n+   "a": 1\n+ }\n'],
  ])('%j to %j', (before, after, difference) => {
    expect(describeDifference(before, after)).toBe(difference);
  });

  it('shows a thousand lines of what differs everywhere', () => {
    const shown = describeDifference(lines(50_000, 'a'), lines(50_000, 'b')).split('\n');
    expect(shown).toHaveLength(1002);
    expect(shown.at(-2)).toMatch(/^ {2}\.\.\. \/\/ \d+ more lines$/);
  });

  it('finds a small change in much that is the same', () => {
    const before = lines(50_000, 'a');
    const after = before.with(25_000, 'b');
    expect(describeDifference(before, after)).toBe(
      '    "a24998",\n    "a24999",\n-   "a25000",\n+   "b",\n    "a25001",\n    "a25002",\n',
    );
  });
});
