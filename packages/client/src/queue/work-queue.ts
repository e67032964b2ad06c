/** A queue of keys: each is in it at most once, and never handed out twice at a time. */
export interface WorkQueue {
  add(key: string): void;
  /** The next key, when there is one; undefined once the queue is shut down. */
  get(): Promise<string | undefined>;
  /** Says that the work on `key` ended; it comes again if it was added meanwhile. */
  done(key: string): void;
  readonly length: number;
  /** No key is taken in any more, nor handed out: what waits is dropped. */
  shutDown(): void;
}

export function createWorkQueue(): WorkQueue {
  /** What waits to be handed out, in order: a Set keeps the order of its first insertions. */
  const waiting = new Set<string>();
  /** What is being worked on. A key is never in both `waiting` and `processing`. */
  const processing = new Set<string>();
  /** What was added while it was worked on: it waits again when that is done. */
  const again = new Set<string>();
  const getters: ((key: string | undefined) => void)[] = [];
  let isShutDown = false;

  function handOut(): string | undefined {
    const next = waiting.values().next();
    if (next.done) return undefined;
    waiting.delete(next.value);
    processing.add(next.value);
    return next.value;
  }

  function enqueue(key: string): void {
    waiting.add(key);
    const getter = getters.shift();
    getter?.(handOut());
  }

  return {
    add(key) {
      if (isShutDown) return;
      if (processing.has(key)) again.add(key);
      else if (!waiting.has(key)) enqueue(key);
    },
    get() {
      const key = handOut();
      if (key !== undefined || isShutDown) return Promise.resolve(key);
      return new Promise((resolve) => getters.push(resolve));
    },
    done(key) {
      processing.delete(key);
      if (again.delete(key) && !isShutDown) enqueue(key);
    },
    get length() {
      return waiting.size;
    },
    shutDown() {
      isShutDown = true;
      waiting.clear();
      for (const getter of getters.splice(0)) getter(undefined);
    },
  };
}
