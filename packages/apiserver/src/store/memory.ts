import type { Backend, HistoryPortion, HistoryRequest, LogRow, OpenedLog } from './backend.js';
import { prefixEnd } from './prefix.js';
import { findAfter } from './recent-events.js';

/** How much history is handed out at once, in bytes of JSON. */
const portionBytes = 4 * 2 ** 20;

/** Keeps the log in memory, for clusters that need not outlive their process. */
export function memoryBackend(): Backend {
  let log: LogRow[] = [];

  /** The version that `row` superseded, unless it is compacted away. */
  const superseded = ({ previous }: LogRow): LogRow[] => {
    const row = previous === 0 ? undefined : log[findAfter(log, previous - 1)];
    return row?.revision === previous ? [{ ...row, type: 'context' }] : [];
  };

  return {
    rows: 20_000,
    open: async (): Promise<OpenedLog> => ({ revision: 0, compactedRevision: 0, stateRevision: 0 }),
    append: async (rows) => {
      for (const row of rows) log.push(row);
    },
    history: async ({ prefix, after, through }: HistoryRequest): Promise<HistoryPortion> => {
      const end = prefixEnd(prefix);
      const rows: LogRow[] = [];
      const last = findAfter(log, through);
      let bytes = 0;
      for (let place = findAfter(log, after); place < last; place++) {
        const row = log[place] as LogRow;
        if (row.key < prefix || row.key >= end) continue;
        rows.push(...superseded(row), row);
        bytes += row.bytes.length;
        if (bytes > portionBytes) return { rows, through: row.revision };
      }
      return { rows, through };
    },
    compact: async (through) => {
      const forgotten = log.slice(0, findAfter(log, through));
      const superseded = new Set(forgotten.map(({ previous }) => previous));
      const kept = forgotten.filter(({ type, revision }) => type === 'put' && !superseded.has(revision));
      log = [...kept, ...log.slice(forgotten.length)];
      return true;
    },
    close: async () => {
      log = [];
    },
  };
}
