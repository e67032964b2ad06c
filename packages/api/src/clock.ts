/** A pending timer; `cancel` is idempotent. */
export interface Timer {
  cancel(): void;
}

/** The only source of time: everything that waits or stamps takes one, so that tests decide what time it is. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `callback` once, `milliseconds` from now. */
  setTimeout(callback: () => void, milliseconds: number): Timer;
}

declare function setTimeout(callback: () => void, milliseconds: number): unknown;
declare function clearTimeout(handle: unknown): void;

/** The longest delay that timers of JavaScript run-times take; longer ones would fire at once. */
const maxTimeout = 2 ** 31 - 1;

/** The wall clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, milliseconds) => {
    const handle = setTimeout(callback, Math.min(Math.max(milliseconds, 0), maxTimeout));
    return { cancel: () => clearTimeout(handle) };
  },
};

/** A clock that moves only when told to, and fires due timers in order while it does. */
export class TestClock implements Clock {
  #now: number;
  #timers: { due: number; callback: () => void }[] = [];

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, milliseconds: number): Timer {
    const timer = { due: this.#now + Math.max(milliseconds, 0), callback };
    this.#timers.push(timer);
    return {
      cancel: () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
      },
    };
  }

  /** Moves time forward, firing every timer that falls due on the way, also those that a fired timer sets. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const next = this.#timers.reduce<{ due: number; callback: () => void } | undefined>(
        (first, timer) => (timer.due <= end && (first === undefined || timer.due < first.due) ? timer : first),
        undefined,
      );
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.due);
      next.callback();
    }
    this.#now = end;
  }
}

/** `milliseconds` as the RFC 3339 time that Kubernetes writes (`metav1.Time`: whole seconds, UTC). */
export function formatTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** `milliseconds` as a `metav1.MicroTime` (Leases, Events): six fractional digits, UTC. */
export function formatMicroTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 23)}000Z`;
}
