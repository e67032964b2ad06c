/** What the store asks of the thread that SQLite runs in. Requests are answered in order, so answers carry no ids. */
export type SqliteRequest =
  | { readonly type: 'open'; readonly recentEvents: number }
  | { readonly type: 'append'; readonly rows: Uint8Array }
  | { readonly type: 'history'; readonly prefix: string; readonly after: number; readonly through: number }
  | { readonly type: 'compact'; readonly through: number }
  | { readonly type: 'close' };

export type SqliteReply =
  /** Some rows; more replies to the same request follow. */
  | { readonly type: 'rows'; readonly rows: Uint8Array }
  | { readonly type: 'done'; readonly result?: unknown }
  | { readonly type: 'failed'; readonly code: string; readonly message: string };

/** How the thread is started. */
export interface SqliteWorkerData {
  readonly file: string;
  /** The size that the database must not outgrow. */
  readonly maxBytes?: number;
}

/** The answer to `history`, after its rows. */
export interface SqliteHistoryResult {
  readonly through: number;
}
