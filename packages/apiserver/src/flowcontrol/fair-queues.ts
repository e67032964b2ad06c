import { dealHand } from './hand.js';

/** A request that waits. */
export interface Waiting {
  /** Whose it is: the schema and what it tells requests apart by. */
  readonly flow: string;
  /** How many seats it takes. */
  readonly seats: number;
}

export interface QueueLimits {
  readonly queues: number;
  readonly handSize: number;
  /** How many wait in one queue at most. */
  readonly queueLengthLimit: number;
}

interface Queue<T> {
  readonly waiting: T[];
  /** Seats that were given to it, or would have been: those of a queue that was empty do not add up. */
  given: number;
}

/** The queues of a level, of which each gets as many seats as any other, however much waits in it (start-time fair queuing). */
export interface FairQueues<T extends Waiting> {
  readonly length: number;
  /** Into the shortest queue of the flow's hand; false where even that is full. */
  add(request: T): boolean;
  /** What comes next; undefined where nothing waits. It stays until it is taken. */
  next(): T | undefined;
  /** Takes a request out, as served or as given up. */
  take(request: T, served: boolean): void;
  /** How much waits in each queue, and how much each was given: for those who look. */
  state(): { waiting: number; given: number }[];
}

export function createFairQueues<T extends Waiting>({
  queues,
  handSize,
  queueLengthLimit,
}: QueueLimits): FairQueues<T> {
  const all: Queue<T>[] = Array.from({ length: queues }, () => ({ waiting: [], given: 0 }));
  const busy = new Set<Queue<T>>();
  const places = new Map<T, Queue<T>>();
  /** What the queue had been given that was served last: where queues begin that were empty. */
  let now = 0;

  function first(): Queue<T> | undefined {
    let least: Queue<T> | undefined;
    for (const queue of busy) if (least === undefined || queue.given < least.given) least = queue;
    return least;
  }

  return {
    get length() {
      return places.size;
    },
    add(request) {
      const hand = dealHand(request.flow, queues, handSize).map((index) => all[index] as Queue<T>);
      const queue = hand.reduce((least, other) => (other.waiting.length < least.waiting.length ? other : least));
      if (queue.waiting.length >= queueLengthLimit) return false;
      if (queue.waiting.length === 0) {
        queue.given = Math.max(queue.given, now);
        busy.add(queue);
      }
      queue.waiting.push(request);
      places.set(request, queue);
      return true;
    },
    next: () => first()?.waiting[0],
    take(request, served) {
      const queue = places.get(request);
      if (queue === undefined) return;
      places.delete(request);
      queue.waiting.splice(queue.waiting.indexOf(request), 1);
      if (queue.waiting.length === 0) busy.delete(queue);
      if (!served) return;
      now = queue.given;
      queue.given += request.seats;
    },
    state: () => all.map(({ waiting, given }) => ({ waiting: waiting.length, given })),
  };
}
