import { expect, it } from 'vitest';
import { createFailureBackOff } from './failure-back-off.js';

it('waits twice as long after every failure, up to the most, and anew after a good while', () => {
  const backOff = createFailureBackOff({ first: 100, most: 300 });
  expect(backOff.remaining('a', 0)).toBe(0);
  backOff.failed('a', 0);
  expect(backOff.remaining('a', 0)).toBe(100);
  expect(backOff.remaining('a', 60)).toBe(40);
  expect(backOff.remaining('b', 60)).toBe(0);
  expect(backOff.remaining('a', 100)).toBe(0);
  backOff.failed('a', 100);
  expect(backOff.remaining('a', 100)).toBe(200);
  backOff.failed('a', 300);
  expect(backOff.remaining('a', 300)).toBe(300);
  backOff.failed('a', 901);
  expect(backOff.remaining('a', 901)).toBe(100);
});
