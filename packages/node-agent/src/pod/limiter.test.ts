import { describe, expect, it } from 'vitest';
import { createLimiter } from './limiter.js';

describe('a limiter', () => {
  it('runs so many at once, in order, those that finish what is begun before the others', async () => {
    const limiter = createLimiter(2);
    const log: string[] = [];
    const ends: (() => void)[] = [];
    const task = (name: string, toFront = false) =>
      limiter(
        () =>
          new Promise<void>((resolve) => {
            log.push(name);
            ends.push(resolve);
          }),
        { toFront },
      );
    const all = [task('a'), task('b'), task('c'), task('d'), task('start of a', true)];
    const settle = () => new Promise((resolve) => setImmediate(resolve));
    await settle();
    expect(log).toEqual(['a', 'b']);
    for (let index = 0; index < all.length; index++) {
      ends[index]?.();
      await settle();
    }
    await Promise.all(all);
    expect(log).toEqual(['a', 'b', 'start of a', 'c', 'd']);
  });

  it('goes on after a failure', async () => {
    const limiter = createLimiter(1);
    const failed = limiter(() => Promise.reject(new Error('no')));
    const following = limiter(async () => 'yes');
    await expect(failed).rejects.toThrow('no');
    expect(await following).toBe('yes');
  });
});
