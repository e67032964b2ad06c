import { describe, expect, it } from 'vitest';
import { parseEnvironment, updateEnvironment } from './environment.js';

describe('parseEnvironment', () => {
  it('reads variables to set and to remove', () => {
    expect(parseEnvironment(['A=b=c', 'B=', 'C-'])).toEqual({
      variables: [{ name: 'A', value: 'b=c' }, { name: 'B' }],
      removed: ['C'],
    });
  });

  it.each([
    [['A=b', 'A-'], 'can not both modify and remove the same environment variable in the same command'],
    [['1A=b'], '"1A" is not a valid key name'],
  ])('refuses %j', (texts, message) => {
    expect(() => parseEnvironment(texts)).toThrow(message);
  });
});

describe('updateEnvironment', () => {
  it('replaces in place, removes, and adds at the end', () => {
    const existing = [
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ];
    const change = {
      variables: [
        { name: 'C', value: '3' },
        { name: 'A', value: '4' },
      ],
      removed: ['B'],
    };
    expect(updateEnvironment(existing, change)).toEqual([
      { name: 'A', value: '4' },
      { name: 'C', value: '3' },
    ]);
  });
});
