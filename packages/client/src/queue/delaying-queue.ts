import type { Clock, Timer } from '@sampan/api';
import { createWorkQueue, type WorkQueue } from './work-queue.js';

/** A work queue that takes keys for later. */
export interface DelayingQueue extends WorkQueue {
  /** Adds `key` after `milliseconds`; of several times for one key the earliest counts. */
  addAfter(key: string, milliseconds: number): void;
}

export function createDelayingQueue(clock: Clock, queue: WorkQueue = createWorkQueue()): DelayingQueue {
  const pending = new Map<string, { due: number; timer: Timer }>();
  let isShutDown = false;

  function addAfter(key: string, milliseconds: number): void {
    if (isShutDown) return;
    if (milliseconds <= 0) {
      queue.add(key);
      return;
    }
    const due = clock.now() + milliseconds;
    const known = pending.get(key);
    if (known !== undefined && known.due <= due) return;
    known?.timer.cancel();
    const timer = clock.setTimeout(() => {
      pending.delete(key);
      queue.add(key);
    }, milliseconds);
    pending.set(key, { due, timer });
  }

  return {
    add: queue.add,
    get: queue.get,
    done: queue.done,
    get length() {
      return queue.length;
    },
    addAfter,
    shutDown() {
      isShutDown = true;
      for (const { timer } of pending.values()) timer.cancel();
      pending.clear();
      queue.shutDown();
    },
  };
}
