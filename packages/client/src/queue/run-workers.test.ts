import { expect, it } from 'vitest';
import { runWorkers } from './run-workers.js';
import { createWorkQueue } from './work-queue.js';

it('works on so many keys at a time, ends what is begun at shutdown, and begins nothing more', async () => {
  const queue = createWorkQueue();
  const begun: string[] = [];
  const ended: string[] = [];
  const finish = new Map<string, () => void>();
  const working = runWorkers(queue, 2, async (key) => {
    begun.push(key);
    await new Promise<void>((resolve) => finish.set(key, resolve));
    ended.push(key);
  });
  for (const key of ['a', 'b', 'c', 'd']) queue.add(key);
  await new Promise(setImmediate);
  expect(begun).toEqual(['a', 'b']);
  finish.get('a')?.();
  await new Promise(setImmediate);
  expect(begun).toEqual(['a', 'b', 'c']);
  queue.shutDown();
  finish.get('b')?.();
  finish.get('c')?.();
  await working;
  expect(begun).toEqual(['a', 'b', 'c']);
  expect(ended).toEqual(['a', 'b', 'c']);
});
