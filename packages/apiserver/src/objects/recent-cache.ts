/** A cache of what was used lately. */
export interface RecentCache<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
}

/**
 * Keeps at least the `size` entries that were used last, and at most twice as many: a young generation fills up, becomes
 * the old one, and what nobody asked for since is dropped with it.
 */
export function createRecentCache<K, V>(size: number): RecentCache<K, V> {
  let young = new Map<K, V>();
  let old = new Map<K, V>();

  function set(key: K, value: V): void {
    if (young.size >= size) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
  }

  return {
    set,
    get: (key) => {
      const recent = young.get(key);
      if (recent !== undefined) return recent;
      const value = old.get(key);
      if (value !== undefined) set(key, value);
      return value;
    },
  };
}
