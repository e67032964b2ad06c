import { describe, expect, it } from 'vitest';
import { indentText, wordWrap } from './word-wrap.js';

describe('wordWrap', () => {
  it.each([
    ['a bb ccc', 4, 'a bb\nccc'],
    ['a bb ccc', 80, 'a bb ccc'],
    ['one\ntwo three', 5, 'one\ntwo\nthree'],
    ['a https://very.long/word b', 8, 'a\nhttps://very.long/word\nb'],
    ['two  spaces', 20, 'two  spaces'],
    ['ends\n', 10, 'ends\n'],
  ])('%j in %d', (text, limit, wrapped) => {
    expect(wordWrap(text, limit)).toBe(wrapped);
  });
});

it('indents empty lines as well', () => {
  expect(indentText('a\n\nb', 2)).toBe('  a\n  \n  b');
});
