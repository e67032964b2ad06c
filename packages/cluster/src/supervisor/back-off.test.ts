import { describe, expect, it } from 'vitest';
import { countFailure, restartDelay } from './back-off.js';

describe('restart back-off', () => {
  it.each([
    [0, 0],
    [1, 100],
    [2, 200],
    [5, 1600],
    [8, 10_000],
    [50, 10_000],
  ])('waits after %i failures in a row for %i ms', (failures, delay) => {
    expect(restartDelay(failures)).toBe(delay);
  });

  it('starts anew after a run that worked', () => {
    expect(countFailure(4, 500)).toBe(5);
    expect(countFailure(4, 60_000)).toBe(1);
  });
});
