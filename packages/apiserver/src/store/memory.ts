import type { Backend, HistoryPortion, HistoryRequest, OpenedLog } from './backend.js';
import { prefixEnd } from './prefix.js';
import { findAfter } from './recent-events.js';
import type { StoreEvent } from './store.js';

/** Keeps the log in memory, for clusters that need not outlive their process. */
export function memoryBackend(): Backend {
  let log: StoreEvent[] = [];
  return {
    rows: 20_000,
    open: async (): Promise<OpenedLog> => ({ revision: 0, compactedRevision: 0, stateRevision: 0 }),
    append: async (events) => {
      for (const event of events) log.push(event);
    },
    history: async ({ prefix, after, through }: HistoryRequest): Promise<HistoryPortion> => {
      const end = prefixEnd(prefix);
      const between = log.slice(findAfter(log, after), findAfter(log, through));
      return { events: between.filter(({ object }) => object.key >= prefix && object.key < end), through };
    },
    compact: async (through) => {
      log = log.slice(findAfter(log, through));
      return true;
    },
    close: async () => {
      log = [];
    },
  };
}
