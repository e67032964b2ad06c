import { describe, expect, it } from 'vitest';
import { editHead, hasContent, saysTheSame, withoutComments } from './edited-text.js';

describe('the text of an edit', () => {
  it('has its reasons in comments, however many lines they have', () => {
    const reasons = [
      { head: 'configmaps "a" was not valid', details: ['data: one\ntwo', 'metadata: three'] },
      { head: 'a syntax error', details: [] },
    ];
    expect(editHead('# Edit.\n#\n', reasons)).toBe(
      [
        '# Edit.',
        '#',
        '# configmaps "a" was not valid:',
        '# * data: one',
        '# two',
        '# * metadata: three',
        '#',
        '# a syntax error',
        '#',
        '',
      ].join('\n'),
    );
  });

  it('is the same whatever its comments and breaks of lines, as long as its values are', async () => {
    expect(await saysTheSame('# one\na: 1\nb: 2\n', 'a: 1\r\nb: 2\r\n')).toBe(true);
    expect(await saysTheSame('a: 1\n', '{"a":1}')).toBe(true);
    expect(await saysTheSame('a: 1\n', 'a: 2\n')).toBe(false);
    expect(await saysTheSame('# one\na: [1\n', 'a: [1\n')).toBe(true);
    expect(await saysTheSame('a: [1\n', 'a: [2\n')).toBe(false);
  });

  it('is empty when it only has comments', () => {
    expect(withoutComments('# a\n  # b\nc: d # e\n')).toBe('c: d # e\n');
    expect(hasContent('# a\n\n')).toBe(false);
    expect(hasContent('# a\nb: c\n')).toBe(true);
  });
});
