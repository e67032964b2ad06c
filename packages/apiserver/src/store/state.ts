import { OrderedEntries } from './ordered-entries.js';
import type { StoredObject, StoreEvent } from './store.js';

/** One key: what readers see, and what the next write builds on while commits are under way. */
interface Entry {
  readonly key: string;
  committed: StoredObject | undefined;
  latest: StoredObject | undefined;
}

/** The current state in memory: the newest version of each key, once as committed and once as it is about to be. */
export class State {
  readonly #entries = new Map<string, Entry>();
  /** The entries that are committed, not deleted, and not damaged. */
  readonly #ordered = new OrderedEntries<Entry>();
  readonly #damaged = new Map<string, StoredObject>();

  get(key: string): StoredObject | undefined {
    return this.#entries.get(key)?.committed;
  }

  latest(key: string): StoredObject | undefined {
    return this.#entries.get(key)?.latest;
  }

  /** Visits the committed objects under a prefix, in key order, while `visit` returns true. */
  each(prefix: string, after: string | undefined, visit: (object: StoredObject) => boolean): void {
    this.#ordered.each(prefix, after, ({ committed }) => visit(committed as StoredObject));
  }

  damaged(prefix: string): StoredObject[] {
    if (this.#damaged.size === 0) return [];
    return [...this.#damaged.values()].filter(({ key }) => key.startsWith(prefix));
  }

  count(prefix: string, after?: string): number {
    return this.#ordered.count(prefix, after);
  }

  /** A write is under way: later writes build on it. */
  stage({ type, object }: StoreEvent): void {
    const latest = type === 'put' ? object : undefined;
    const entry = this.#entries.get(object.key);
    if (entry === undefined) this.#entries.set(object.key, { key: object.key, committed: undefined, latest });
    else entry.latest = latest;
  }

  /** A write that was staged is durable: readers see it. */
  commit(event: StoreEvent): void {
    const entry = this.#entries.get(event.object.key) as Entry;
    const before = entry.committed;
    const now = event.type === 'put' ? event.object : undefined;
    entry.committed = now;
    const wasListed = before !== undefined && before.damaged !== true;
    const isListed = now !== undefined && now.damaged !== true;
    if (!wasListed && isListed) this.#ordered.insert(entry);
    if (wasListed && !isListed) this.#ordered.remove(entry.key);
    if (before?.damaged) this.#damaged.delete(entry.key);
    if (now?.damaged) this.#damaged.set(entry.key, now);
    this.#forgetIfAbsent(entry);
  }

  /** A write that was staged failed, and with it all that were staged after it. */
  rollBack({ object }: StoreEvent): void {
    const entry = this.#entries.get(object.key);
    if (entry === undefined) return; // more than one write of a new key failed
    entry.latest = entry.committed;
    this.#forgetIfAbsent(entry);
  }

  #forgetIfAbsent(entry: Entry): void {
    if (entry.committed === undefined && entry.latest === undefined) this.#entries.delete(entry.key);
  }
}
