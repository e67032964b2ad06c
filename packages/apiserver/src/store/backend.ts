import type { StoreEvent } from './store.js';

/**
 * Where the log is kept. The store holds the current state in memory and asks the backend only to keep what it is
 * given, and for the past that memory no longer holds. Calls are carried out in the order in which they are made.
 * Everything rejects with StoreUnavailableError when the medium fails.
 */
export interface Backend {
  /** How many writes it keeps before the oldest are compacted, unless the store is told otherwise. */
  readonly rows: number;
  /**
   * Reads what was kept, in the order of revisions: first every object as it was `recentEvents` writes ago, then each
   * write since, without `previous`. Called once, before anything else.
   */
  open(request: OpenRequest): Promise<OpenedLog>;
  /** Keeps all of the events or, when it rejects, none. */
  append(events: readonly StoreEvent[]): Promise<void>;
  /** Reads events that were appended and not compacted away, oldest first, in portions. */
  history(request: HistoryRequest): Promise<HistoryPortion>;
  /**
   * Forgets some of what was superseded by revision `through`: one small step, so that appends get their turn between
   * two. Resolves with true when nothing is left to do.
   */
  compact(through: number): Promise<boolean>;
  close(): Promise<void>;
}

interface OpenRequest {
  readonly recentEvents: number;
  readonly onEvents: (events: readonly StoreEvent[]) => void;
}

export interface OpenedLog {
  /** The newest revision ever given out, also when its row is gone. */
  readonly revision: number;
  readonly compactedRevision: number;
  /** Events up to this revision were given as state: the writes that led to it were left out. */
  readonly stateRevision: number;
}

/** Events under `prefix` with `after` < revision ≤ `through`. */
export interface HistoryRequest {
  readonly prefix: string;
  readonly after: number;
  readonly through: number;
}

export interface HistoryPortion {
  readonly events: readonly StoreEvent[];
  /** The portion is complete up to this revision: where the next one starts. */
  readonly through: number;
}
