import type { QueuedPod, SchedulingQueue } from '../queue/scheduling-queue.js';

/** Takes Pods from the queue, one after the other; what is decided about them is written while it goes on. */
export interface SchedulingLoop {
  start(): void;
  /** There may be something in the queue. */
  wake(): void;
  stop(): void;
}

/** Requests that are on their way at the same time; more would only queue up in the API server. */
const maxWrites = 64;
/** After so long others get a turn, such as the events that informers have for us: milliseconds. */
const slice = 10;

/**
 * @param attempt decides about a Pod, at once; what it returns is what is being written for it
 */
export function createSchedulingLoop(
  queue: SchedulingQueue,
  attempt: (queued: QueuedPod) => Promise<void> | undefined,
): SchedulingLoop {
  let running = false;
  let working = false;
  let writes = 0;
  let next: NodeJS.Immediate | undefined;

  function work(): void {
    next = undefined;
    working = true;
    const end = performance.now() + slice;
    while (running && writes < maxWrites) {
      const queued = queue.next();
      if (queued === undefined) break;
      const writing = attempt(queued);
      if (writing !== undefined) {
        writes++;
        void writing.finally(() => {
          writes--;
          wake();
        });
      }
      if (performance.now() > end) {
        next = setImmediate(work);
        break;
      }
    }
    working = false;
  }

  function wake(): void {
    if (running && !working && next === undefined && writes < maxWrites) work();
  }

  return {
    start: () => {
      running = true;
      wake();
    },
    wake,
    stop: () => {
      running = false;
      if (next !== undefined) clearImmediate(next);
    },
  };
}
