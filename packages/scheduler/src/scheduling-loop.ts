import { type Clock, isConflict, isNotFound, type Pod, type Timer } from '@sampan/api';
import type { Logger } from '@sampan/client';
import { fitErrorMessage } from './framework/fit-error.js';
import type { Decision } from './framework/schedule-pod.js';
import type { QueuedPod, SchedulingQueue } from './queue/scheduling-queue.js';

export interface SchedulingLoopOptions {
  readonly queue: SchedulingQueue;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where a Pod is to run. */
  decide(pod: Pod): Decision;
  /** Has the Pod's claims bound on that node; resolves with whether they are. */
  bindClaims(pod: Pod, nodeName: string): Promise<boolean>;
  /** Takes the room at once, and writes that the Pod runs there. Rejects, and gives the room back, where it cannot. */
  bind(pod: Pod, nodeName: string): Promise<void>;
  /** Tells why no node takes the Pod. */
  tell(pod: Pod, why: string): Promise<void>;
  /** The Pod as it is now, if it still has to be scheduled. */
  current(pod: Pod): Pod | undefined;
}

/** Takes Pods from the queue, one after the other, and writes what is decided about them while it goes on. */
export interface SchedulingLoop {
  start(): void;
  /** There may be something in the queue. */
  wake(): void;
  stop(): void;
}

/** Bindings and conditions that are being written at the same time; more would only queue up in the API server. */
const maxWrites = 64;
/** When the API server could not be reached, or refused: milliseconds. */
const retryAfter = 1000;

export function createSchedulingLoop(options: SchedulingLoopOptions): SchedulingLoop {
  const { queue, clock, logger } = options;
  const retries = new Set<Timer>();
  let running = false;
  let writes = 0;

  function wake(): void {
    while (running && writes < maxWrites) {
      const { moves } = queue;
      const queued = queue.next();
      if (queued === undefined) return;
      writes++;
      void handle(queued, moves).finally(() => {
        writes--;
        wake();
      });
    }
  }

  /** Decides about a Pod and writes what was decided; never rejects. */
  async function handle(queued: QueuedPod, moves: number): Promise<void> {
    try {
      const decision = options.decide(queued.pod);
      if (decision.nodeName !== undefined) {
        if (await options.bindClaims(queued.pod, decision.nodeName)) await options.bind(queued.pod, decision.nodeName);
        else queue.park(queued, moves);
      } else {
        queue.park(queued, moves);
        await options.tell(queued.pod, fitErrorMessage(decision.fitError));
      }
    } catch (error) {
      // Deleted, or bound by somebody else: the informer tells the rest.
      if (!isNotFound(error) && !isConflict(error)) retry(queued.pod, error);
    }
  }

  function retry(pod: Pod, error: unknown): void {
    logger.warn('cannot schedule', { pod: pod.metadata.name, error: String(error) });
    const timer = clock.setTimeout(() => {
      retries.delete(timer);
      const current = options.current(pod);
      if (current === undefined || queue.has(pod.metadata.uid ?? '')) return;
      queue.add(current);
      wake();
    }, retryAfter);
    retries.add(timer);
  }

  return {
    start: () => {
      running = true;
      wake();
    },
    wake,
    stop: () => {
      running = false;
      for (const timer of retries) timer.cancel();
    },
  };
}
