import type { Clock } from '@sampan/api';

/** Answers of others that are true for a while. */
export interface ExpiringCache<V> {
  get(key: string): V | undefined;
  /** `lifetime` in milliseconds; none: it is not kept. */
  set(key: string, value: V, lifetime: number): void;
}

/** Questions that are longer are asked again: whoever asks them could fill the memory. */
const maxKeyLength = 10_000;

/** Keeps at most `size` values; those that came first make room. */
export function createExpiringCache<V>(clock: Clock, size = 8192): ExpiringCache<V> {
  const entries = new Map<string, { value: V; until: number }>();
  return {
    get: (key) => {
      const entry = entries.get(key);
      if (entry === undefined || entry.until > clock.now()) return entry?.value;
      entries.delete(key);
      return undefined;
    },
    set: (key, value, lifetime) => {
      if (lifetime <= 0 || key.length > maxKeyLength) return;
      if (entries.size >= size) entries.delete(entries.keys().next().value ?? '');
      entries.set(key, { value, until: clock.now() + lifetime });
    },
  };
}
