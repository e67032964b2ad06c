/** How long what has failed has to wait: longer with every failure in a row, by client-go's `flowcontrol.Backoff`. */
export interface FailureBackOff {
  /** Milliseconds until `id` may be tried again; zero when it may be at once. */
  remaining(id: string, now: number): number;
  /** `id` has failed, and is tried again now; the next attempt has to wait. */
  failed(id: string, now: number): void;
}

/** Waits begin with `first` milliseconds, double, and end with `most`. One that was good for twice as long begins anew. */
export function createFailureBackOff({ first, most }: { first: number; most: number }): FailureBackOff {
  const known = new Map<string, { since: number; wait: number }>();
  const find = (id: string, now: number) => {
    const entry = known.get(id);
    return entry === undefined || now - entry.since > 2 * most ? undefined : entry;
  };
  return {
    remaining(id, now) {
      const entry = find(id, now);
      return entry === undefined ? 0 : Math.max(entry.since + entry.wait - now, 0);
    },
    failed(id, now) {
      for (const other of known.keys()) if (find(other, now) === undefined) known.delete(other);
      const before = known.get(id);
      known.set(id, { since: now, wait: before === undefined ? first : Math.min(before.wait * 2, most) });
    },
  };
}
