import type { Clock } from '@sampan/api';
import type { Backend, LogRow } from './backend.js';
import { CommitQueue } from './commit-queue.js';
import { Compactor } from './compactor.js';
import { PreconditionError, StoreUnavailableError } from './errors.js';
import { list } from './list.js';
import { eventsOf, type LoggedWrite, logWrite, type Stamp } from './log-events.js';
import { Past } from './past.js';
import { Retention } from './retention.js';
import { State } from './state.js';
import type { Store, StoreEvent, Write } from './store.js';
import { WatchHub } from './watch-hub.js';

export interface StoreOptions {
  /** `memoryBackend()` or `sqliteBackend({file})`. */
  readonly backend: Backend;
  readonly clock: Clock;
  /** How a revision gets into the bytes that were written. Default: it does not. */
  readonly stamp?: Stamp;
  /** How long superseded versions are remembered: until either bound is reached. Default: 5 minutes, and the backend's `rows`. */
  readonly retention?: { readonly milliseconds?: number; readonly rows?: number };
  /** How much of the recent past stays in memory. Default: 10,000 events, 16 MiB. */
  readonly recentEvents?: { readonly count?: number; readonly bytes?: number };
  /** Told when an automatic compaction failed; the next one makes up for it. */
  readonly onCompactionError?: (error: Error) => void;
}

/** Opens the store: reads the log that the backend kept. Rejects with StoreUnavailableError when it cannot. */
export async function createStore(options: StoreOptions): Promise<Store> {
  const { backend, clock, stamp = ({ bytes }) => bytes, retention, recentEvents, onCompactionError } = options;
  const recent = { count: 10_000, bytes: 16 * 2 ** 20, ...recentEvents };
  const state = new State();
  const past = new Past({ backend, stamp, limits: recent });
  const onRows = (rows: readonly LogRow[]) => restore(eventsOf(rows, stamp), state, past);
  past.resume(await backend.open({ recentEvents: recent.count, onRows }));

  const compactor = new Compactor(backend, past);
  const retain = new Retention({
    clock,
    milliseconds: retention?.milliseconds ?? 5 * 60_000,
    rows: retention?.rows ?? backend.rows,
    compactedRevision: () => past.compactedRevision,
    isCompacting: () => compactor.isRunning,
    compact: (revision) => {
      compactor.compact(revision).catch((error: Error) => onCompactionError?.(error));
    },
  });
  if (past.revision > past.compactedRevision) retain.wrote(past.revision);

  const hub = new WatchHub(past);
  const queue = new CommitQueue(backend, {
    onCommitted: (events) => {
      for (const event of events) {
        state.commit(event);
        past.add(event);
      }
      hub.deliver(events);
      retain.wrote(past.revision);
    },
    onFailed: (events) => {
      for (const event of events) state.rollBack(event);
    },
  });

  /** The newest revision given out. One that a failed write was given is not given out again. */
  let assigned = past.revision;
  let closing: Promise<void> | undefined;

  /** Throws what `commit` rejects with before anything is queued. */
  const prepare = (write: Write): LoggedWrite => {
    if (closing !== undefined) throw new StoreUnavailableError('the store is closed: the server is shutting down');
    const { type, key, expected } = write;
    const previous = state.latest(key);
    if ((previous?.revision ?? 0) !== expected || (type === 'delete' && previous === undefined)) {
      throw new PreconditionError(key, expected, previous);
    }
    const logged = logWrite(write, { revision: assigned + 1, previous, stamp });
    assigned++;
    return logged;
  };

  return {
    get revision() {
      return past.revision;
    },
    get compactedRevision() {
      return past.compactedRevision;
    },
    get: (key) => state.get(key),
    latest: (key) => state.latest(key),
    list: (request) => list(request, { state, past }),
    damaged: (prefix) => state.damaged(prefix),
    count: (prefix) => state.count(prefix),
    commit: (write) => {
      try {
        const logged = prepare(write);
        state.stage(logged.event);
        return queue.push(logged);
      } catch (error) {
        return Promise.reject(error);
      }
    },
    settled: (key) => queue.settled(key),
    watch: (request) => hub.watch(request),
    compact: (revision) => compactor.compact(revision),
    close: () => {
      closing ??= (async () => {
        await queue.idle();
        retain.stop();
        await compactor.stop();
        hub.close();
        await backend.close();
      })();
      return closing;
    },
  };
}

/** Writes that an earlier run made become the state, and the newest of them the recent past. */
function restore(events: readonly StoreEvent[], state: State, past: Past): void {
  for (const event of events) {
    const previous = state.get(event.object.key);
    const complete = previous === undefined ? event : { ...event, previous };
    state.stage(complete);
    state.commit(complete);
    past.add(complete);
  }
}
