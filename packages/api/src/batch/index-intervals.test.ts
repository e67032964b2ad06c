import { describe, expect, it } from 'vitest';
import { countIndexes, eachIndex, formatIndexes, parseIndexes } from './index-intervals.js';

describe('indexes of a Job', () => {
  it.each([
    ['', []],
    ['0', [0]],
    ['1,3-5,7', [1, 3, 4, 5, 7]],
    ['0,1', [0, 1]],
  ])('%j are %j', (text, indexes) => {
    const intervals = parseIndexes(text, 10);
    expect([...eachIndex(intervals)]).toEqual(indexes);
    expect(countIndexes(intervals)).toBe(indexes.length);
    expect(formatIndexes([...indexes].reverse())).toBe(text);
  });

  it.each([
    ['x', 'cannot convert string to integer for index: "x"'],
    ['1-x', 'cannot convert string to integer for index: "x"'],
    ['10', 'too large index: "10"'],
    ['3-3', 'non-increasing order, previous: 3, current: 3'],
    ['3,2', 'non-increasing order, previous: 3, current: 2'],
    [
      '1-2-3',
      'the fragment "1-2-3" violates the requirement that an index interval can have at most two parts separated by \'-\'',
    ],
  ])('%j are none', (text, message) => expect(() => parseIndexes(text, 10)).toThrow(message));
});
