import { TestClock } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { createRateLimitingQueue } from './rate-limiting-queue.js';

describe('a work queue', () => {
  it('holds a key once, and hands it to one worker at a time', async () => {
    const queue = createRateLimitingQueue(new TestClock());
    queue.add('a');
    queue.add('b');
    queue.add('a');
    expect(await queue.get()).toBe('a');
    expect(await queue.get()).toBe('b');
    queue.add('a');
    expect(queue.length).toBe(0);
    queue.done('a');
    expect(queue.length).toBe(1);
    expect(await queue.get()).toBe('a');
  });

  it('wakes those that wait, and lets them go when it is shut down', async () => {
    const queue = createRateLimitingQueue(new TestClock());
    const [first, second] = [queue.get(), queue.get()];
    queue.add('a');
    queue.shutDown();
    queue.add('b');
    expect(await first).toBe('a');
    expect(await second).toBeUndefined();
    expect(await queue.get()).toBeUndefined();
  });

  it('adds later, at the earliest time that was asked for', () => {
    const clock = new TestClock();
    const queue = createRateLimitingQueue(clock);
    queue.addAfter('a', 500);
    queue.addAfter('a', 100);
    queue.addAfter('a', 900);
    clock.advance(99);
    expect(queue.length).toBe(0);
    clock.advance(1);
    expect(queue.length).toBe(1);
  });

  it('waits longer after each failure, and no longer once a key was forgotten', () => {
    const clock = new TestClock();
    const queue = createRateLimitingQueue(clock);
    const delays = [5, 10, 20].map((delay) => {
      queue.addRateLimited('a');
      clock.advance(delay - 1);
      const before = queue.length;
      clock.advance(1);
      return [before, queue.length];
    });
    expect(delays[0]).toEqual([0, 1]);
    expect(queue.failures('a')).toBe(3);
    queue.forget('a');
    expect(queue.failures('a')).toBe(0);
  });
});
