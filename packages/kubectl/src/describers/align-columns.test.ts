import { describe, expect, it } from 'vitest';
import { alignColumns } from './align-columns.js';

describe('alignColumns', () => {
  it.each([
    ['a\tb\nccc\td\n', 'a    b\nccc  d\n'],
    ['a\tb\nplain\nccc\td\n', 'a  b\nplain\nccc  d\n'],
    ['a\tb\tc\nlong\tx\n', 'a     b  c\nlong  x\n'],
    ['a\t\n', 'a  \n'],
    ['ä😀\tb\nxyz\tc\n', 'ä😀   b\nxyz  c\n'],
    ['', ''],
  ])('%j', (text, aligned) => {
    expect(alignColumns(text)).toBe(aligned);
  });

  it('remembers widths over lines without the column', () => {
    const text = 'wide\tx\nplain\na\tx\n';
    expect(alignColumns(text, { minimum: 0, padding: 1, isRemembered: true })).toBe('wide x\nplain\na    x\n');
    expect(alignColumns(text, { minimum: 0, padding: 1 })).toBe('wide x\nplain\na x\n');
  });
});
