import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from './duration.js';
import { humanDuration } from './human-duration.js';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe('Go durations', () => {
  it.each([
    ['0', 0, '0s'],
    ['5s', 5000, '5s'],
    ['1h30m', 90 * minute, '1h30m0s'],
    ['1.5h', 90 * minute, '1h30m0s'],
    ['-250ms', -250, '-250ms'],
    ['100us', 0.1, '100µs'],
    ['1ns', 1e-6, '1ns'],
    ['1m1.5s', 61500, '1m1.5s'],
    ['+.5s', 500, '500ms'],
  ])('%s is %d ms and prints as %s', (text, milliseconds, printed) => {
    expect(parseDuration(text)).toBe(milliseconds);
    expect(formatDuration(milliseconds)).toBe(printed);
  });

  it.each([
    ['', 'time: invalid duration ""'],
    ['3', 'time: missing unit in duration "3"'],
    ['1x', 'time: unknown unit "x" in duration "1x"'],
    ['s', 'time: invalid duration "s"'],
    ['.s', 'time: invalid duration ".s"'],
    ['-', 'time: invalid duration "-"'],
  ])('refuses %j', (text, message) => expect(() => parseDuration(text)).toThrow(message));
});

it.each([
  [-5 * second, '<invalid>'],
  [-1 * second, '0s'],
  [0, '0s'],
  [119 * second, '119s'],
  [2 * minute, '2m'],
  [5 * minute + 10 * second, '5m10s'],
  [10 * minute + 5 * second, '10m'],
  [179 * minute, '179m'],
  [3 * hour, '3h'],
  [3 * hour + 5 * minute, '3h5m'],
  [8 * hour + 5 * minute, '8h'],
  [47 * hour, '47h'],
  [2 * day, '2d'],
  [3 * day + 4 * hour, '3d4h'],
  [8 * day + 4 * hour, '8d'],
  [729 * day, '729d'],
  [730 * day, '2y'],
  [800 * day, '2y70d'],
  [4000 * day, '10y'],
])('humanDuration(%d) is %s', (milliseconds, text) => expect(humanDuration(milliseconds)).toBe(text));
