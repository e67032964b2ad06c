import { ExpiredRevisionError } from './errors.js';
import type { Store, StoredObject, StoreEvent, Watch } from './store.js';

/** Who wants to know what is stored. */
export interface Follower {
  /** Everything that there is: at the beginning, and again when a watch was lost. */
  reset(objects: readonly StoredObject[]): void;
  changed(events: readonly StoreEvent[]): void;
}

/** Tells a follower of everything under a prefix, without a gap, until it is stopped or the store is closed. */
export async function followStore(store: Store, prefix: string, follower: Follower): Promise<{ stop(): void }> {
  let watch: Watch | undefined;
  let isStopped = false;

  async function begin(): Promise<void> {
    const { items, revision } = await store.list({ prefix });
    if (isStopped) return;
    follower.reset(items);
    try {
      watch = store.watch({ prefix, after: revision, onEvents: (events) => follower.changed(events), onEnd: lost });
    } catch (error) {
      // So much was written since the list that its revision is forgotten already.
      if (error instanceof ExpiredRevisionError) return begin();
      throw error;
    }
  }

  /** Without an error, it is the store that ends. */
  function lost(error?: Error): void {
    if (error !== undefined && !isStopped) void begin().catch(() => undefined);
  }

  await begin();
  return {
    stop: () => {
      isStopped = true;
      watch?.stop();
    },
  };
}
