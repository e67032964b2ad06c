import type { Backend, HistoryPortion, HistoryRequest, OpenedLog } from './backend.js';
import { prefixEnd } from './prefix.js';
import { findAfter } from './recent-events.js';
import type { StoreEvent } from './store.js';

/** How much history is handed out at once, in bytes of JSON. */
const portionBytes = 4 * 2 ** 20;

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
      const events: StoreEvent[] = [];
      const last = findAfter(log, through);
      let bytes = 0;
      for (let place = findAfter(log, after); place < last; place++) {
        const event = log[place] as StoreEvent;
        if (event.object.key < prefix || event.object.key >= end) continue;
        events.push(event);
        bytes += event.object.bytes.length;
        if (bytes > portionBytes) return { events, through: event.revision };
      }
      return { events, through };
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
