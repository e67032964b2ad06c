import { expect, it } from 'vitest';
import { waiting } from './waiting.js';

function* steps(values: readonly unknown[]): Generator<unknown, unknown[]> {
  const seen: unknown[] = [];
  for (const value of values) {
    try {
      seen.push(yield value);
    } catch (error) {
      seen.push((error as Error).message);
    }
  }
  return seen;
}

it('waits for nothing that is there already', () => {
  expect(waiting(steps([1, 'a', undefined]))).toEqual([1, 'a', undefined]);
});

it('waits for promises, one after the other, and goes on', async () => {
  const result = waiting(steps([1, Promise.resolve(2), 3, Promise.reject(new Error('four')), 5]));
  expect(result).toBeInstanceOf(Promise);
  expect(await result).toEqual([1, 2, 3, 'four', 5]);
});
