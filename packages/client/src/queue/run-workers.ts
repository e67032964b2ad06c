import type { WorkQueue } from './work-queue.js';

/**
 * Works on the keys of `queue`, `count` of them at a time, until it is shut down; resolves when the work that was begun
 * has ended. `process` deals with its failures itself: one that rejects ends its worker, and rejects here.
 */
export async function runWorkers(
  queue: WorkQueue,
  count: number,
  process: (key: string) => Promise<void>,
): Promise<void> {
  async function work(): Promise<void> {
    for (let key = await queue.get(); key !== undefined; key = await queue.get()) {
      await process(key);
      queue.done(key);
    }
  }
  await Promise.all(Array.from({ length: count }, work));
}
