import { expect, it } from 'vitest';
import { formatTable } from './tabwriter.js';

it.each([
  [
    [
      ['NAME', 'AGE'],
      ['a', '5s'],
    ],
    'NAME   AGE\na      5s\n',
  ],
  [
    [
      ['A', 'B', 'C'],
      ['', 'long-name', ''],
    ],
    'A     B           C\n      long-name   \n',
  ],
  [[['é', 'x']], 'é     x\n'],
])('aligns %j', (rows, text) => expect(formatTable(rows)).toBe(text));

it('remembers how wide columns were', () => {
  const widths: number[] = [];
  formatTable([['a-long-name', 'x']], widths);
  expect(formatTable([['a', 'x']], widths)).toBe('a             x\n');
});
