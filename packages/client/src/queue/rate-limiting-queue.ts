import type { Clock } from '@sampan/api';
import { createDelayingQueue, type DelayingQueue } from './delaying-queue.js';

/** A delaying queue that keeps count of failures, and lets each key wait longer after every one. */
export interface RateLimitingQueue extends DelayingQueue {
  /** Adds `key` after the delay that its failures in a row have earned. */
  addRateLimited(key: string): void;
  /** Ends the row of failures of `key`. */
  forget(key: string): void;
  /** How many failures in a row `key` has had. */
  failures(key: string): number;
}

/** In milliseconds: 5, 10, 20 … as upstream's controllers wait, up to two minutes. */
const firstDelay = 5;
const longestDelay = 120_000;

export function createRateLimitingQueue(
  clock: Clock,
  queue: DelayingQueue = createDelayingQueue(clock),
): RateLimitingQueue {
  const counts = new Map<string, number>();
  return {
    add: queue.add,
    get: queue.get,
    done: queue.done,
    get length() {
      return queue.length;
    },
    addAfter: queue.addAfter,
    shutDown: queue.shutDown,
    addRateLimited(key) {
      const count = counts.get(key) ?? 0;
      counts.set(key, count + 1);
      queue.addAfter(key, Math.min(firstDelay * 2 ** count, longestDelay));
    },
    forget(key) {
      counts.delete(key);
    },
    failures: (key) => counts.get(key) ?? 0,
  };
}
