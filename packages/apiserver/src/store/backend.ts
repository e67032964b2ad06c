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
   * write since. Called once, before anything else.
   */
  open(request: OpenRequest): Promise<OpenedLog>;
  /** Keeps all of the rows or, when it rejects, none. */
  append(rows: readonly LogRow[]): Promise<void>;
  /** Reads rows that were appended and not compacted away, oldest first, in portions. */
  history(request: HistoryRequest): Promise<HistoryPortion>;
  /**
   * Forgets some of what was superseded by revision `through`: one small step, so that appends get their turn between
   * two. Resolves with true when nothing is left to do.
   */
  compact(through: number): Promise<boolean>;
  close(): Promise<void>;
}

/** One write, as it is kept: bytes, of which the store knows nothing. */
export interface LogRow {
  /** `context` is no write of its own: the version that the next row superseded. */
  readonly type: 'put' | 'delete' | 'context';
  readonly revision: number;
  /** The revision that created the object. */
  readonly created: number;
  /** The revision of the version that this row superseded; 0: none. */
  readonly previous: number;
  readonly key: string;
  /** The object's index as JSON. */
  readonly index: string;
  /** What was written: without its revision, which is the row's. */
  readonly bytes: Uint8Array;
  /** What was read is not what was written. */
  readonly damaged?: boolean;
}

interface OpenRequest {
  readonly recentEvents: number;
  readonly onRows: (rows: readonly LogRow[]) => void;
}

export interface OpenedLog {
  /** The newest revision ever given out, also when its row is gone. */
  readonly revision: number;
  readonly compactedRevision: number;
  /** Rows up to this revision were given as state: the writes that led to it were left out. */
  readonly stateRevision: number;
}

/** Rows under `prefix` with `after` < revision ≤ `through`. */
export interface HistoryRequest {
  readonly prefix: string;
  readonly after: number;
  readonly through: number;
}

export interface HistoryPortion {
  /** Each after the version that it superseded, a row of the type `context`, where there is one. */
  readonly rows: readonly LogRow[];
  /** The portion is complete up to this revision: where the next one starts. */
  readonly through: number;
}
