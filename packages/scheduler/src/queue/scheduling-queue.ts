import type { Pod } from '@sampan/api';

/** A Pod that waits for a node. */
export interface QueuedPod {
  readonly pod: Pod;
  /** When it first came, in order. */
  readonly sequence: number;
}

/**
 * The Pods that have no node yet. A Pod is in one of two places:
 *
 *   add ──▶ active ──next──▶ (being scheduled) ──no node takes it──▶ unschedulable
 *             ▲                                                          │
 *             └────────── the cluster changed in a way that may help ────┘
 *
 * Active Pods come out by priority, then by age.
 */
export class SchedulingQueue {
  readonly #active: QueuedPod[] = [];
  readonly #unschedulable = new Map<string, QueuedPod>();
  readonly #known = new Map<string, QueuedPod>();
  #sequence = 0;
  /** Counts the changes that may help somebody: a Pod that failed meanwhile is tried again at once. */
  #moves = 0;

  get moves(): number {
    return this.#moves;
  }

  /** Adds a Pod, or takes in its newest version; a changed Pod is tried again. */
  add(pod: Pod): void {
    const uid = pod.metadata.uid ?? '';
    const queued: QueuedPod = { pod, sequence: this.#known.get(uid)?.sequence ?? this.#sequence++ };
    this.remove(uid);
    this.#known.set(uid, queued);
    this.#push(queued);
  }

  has(uid: string): boolean {
    return this.#known.has(uid);
  }

  remove(uid: string): void {
    const queued = this.#known.get(uid);
    if (queued === undefined) return;
    this.#known.delete(uid);
    this.#unschedulable.delete(uid);
  }

  /** The next Pod to schedule; it is no longer in the queue. */
  next(): QueuedPod | undefined {
    for (;;) {
      const queued = this.#pop();
      if (queued === undefined) return undefined;
      const uid = queued.pod.metadata.uid ?? '';
      if (this.#known.get(uid) !== queued) continue;
      this.#known.delete(uid);
      return queued;
    }
  }

  /** Keeps a Pod that no node takes, until something changes; `moves` is the count from before it was tried. */
  park(queued: QueuedPod, moves: number): void {
    const uid = queued.pod.metadata.uid ?? '';
    if (this.#known.has(uid)) return;
    this.#known.set(uid, queued);
    if (moves !== this.#moves) this.#push(queued);
    else this.#unschedulable.set(uid, queued);
  }

  /**
   * Something changed that may make room: everybody whom it `concerns`, by default all, gets another try. Returns
   * whether somebody was waiting.
   */
  moveAll(concerns: (pod: Pod) => boolean = () => true): boolean {
    this.#moves++;
    const waiting = [...this.#unschedulable].filter(([, { pod }]) => concerns(pod));
    for (const [uid, queued] of waiting) {
      this.#unschedulable.delete(uid);
      this.#push(queued);
    }
    return waiting.length > 0;
  }

  /** A binary heap: parents come before their children. */
  #push(queued: QueuedPod): void {
    const heap = this.#active;
    let index = heap.push(queued) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!before(queued, heap[parent] as QueuedPod)) break;
      heap[index] = heap[parent] as QueuedPod;
      index = parent;
    }
    heap[index] = queued;
  }

  #pop(): QueuedPod | undefined {
    const heap = this.#active;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as QueuedPod, heap[child] as QueuedPod)) child++;
      if (!before(heap[child] as QueuedPod, last)) break;
      heap[index] = heap[child] as QueuedPod;
      index = child;
    }
    heap[index] = last;
    return top;
  }
}

function before(a: QueuedPod, b: QueuedPod): boolean {
  const difference = (b.pod.spec.priority ?? 0) - (a.pod.spec.priority ?? 0);
  return difference === 0 ? a.sequence < b.sequence : difference < 0;
}
