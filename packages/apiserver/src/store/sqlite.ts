import { Worker } from 'node:worker_threads';
import type { Backend, HistoryPortion, LogRow, OpenedLog } from './backend.js';
import { StoreUnavailableError } from './errors.js';
import { packRows, unpackRows } from './packed-rows.js';
import { sqliteUnavailable } from './sqlite-errors.js';
import type { SqliteHistoryResult, SqliteReply, SqliteRequest, SqliteWorkerData } from './sqlite-protocol.js';

export interface SqliteOptions {
  /** The database file, created when missing; its folder must exist. */
  readonly file: string;
  /** Writes that would make the file larger than this are rejected as on a full disk. Default: no limit. */
  readonly maxBytes?: number;
  /** Where the thread's code is. Default: `sqlite-worker.js` beside this module, or beside the bundle that holds it. */
  readonly workerUrl?: URL;
  /** Told when the thread ended by itself: nothing can be written any more, the server has to be started again. */
  readonly onLost?: (error: Error) => void;
}

interface Call {
  readonly onRows?: (rows: Uint8Array) => void;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  /** Rows came that cannot be read. */
  unreadable?: Error;
}

/** Keeps the log in a SQLite file, from a thread of its own: one message each way for each batch. */
export function sqliteBackend(options: SqliteOptions): Backend {
  const { file, workerUrl = new URL('./sqlite-worker.js', import.meta.url) } = options;
  const calls: Call[] = [];
  let worker: Worker | undefined;
  let lost: Error | undefined;
  let closed = false;

  /** The thread is gone: nothing that was asked of it will be answered. */
  const lose = (reason: string): void => {
    if (closed || lost !== undefined) return;
    lost = new StoreUnavailableError(`the store ${file} failed: its thread ended (${reason}): restart the server`);
    for (const { reject } of calls.splice(0)) reject(lost);
    options.onLost?.(lost);
  };

  const start = (): Worker => {
    const workerData: SqliteWorkerData =
      options.maxBytes === undefined ? { file } : { file, maxBytes: options.maxBytes };
    const started = new Worker(workerUrl, {
      workerData,
      name: 'sqlite',
      resourceLimits: { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 4 },
    });
    started.on('message', (reply: SqliteReply) => onReply(reply, { calls, file }));
    started.on('error', (error) => lose(error.message));
    started.on('exit', (code) => lose(`exit code ${code}`));
    return started;
  };

  const call = (request: SqliteRequest, onRows?: (rows: Uint8Array) => void): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (lost !== undefined) {
        reject(lost);
        return;
      }
      calls.push(onRows === undefined ? { resolve, reject } : { onRows, resolve, reject });
      worker ??= start();
      worker.postMessage(request, request.type === 'append' ? [request.rows.buffer as ArrayBuffer] : []);
    });

  return {
    rows: 200_000,
    open: async ({ recentEvents, onRows }) => {
      try {
        return (await call({ type: 'open', recentEvents }, (rows) => onRows(unpackRows(rows)))) as OpenedLog;
      } catch (error) {
        closed = true;
        await worker?.terminate();
        throw error;
      }
    },
    append: async (rows) => {
      await call({ type: 'append', rows: packRows(rows) });
    },
    history: async ({ prefix, after, through }): Promise<HistoryPortion> => {
      const rows: LogRow[] = [];
      const result = await call({ type: 'history', prefix, after, through }, (some) => rows.push(...unpackRows(some)));
      return { rows, through: (result as SqliteHistoryResult).through };
    },
    compact: async (through) => (await call({ type: 'compact', through })) as boolean,
    close: async () => {
      await call({ type: 'close' });
      closed = true;
      await worker?.terminate();
    },
  };
}

/** Replies belong to the oldest call that has no final one yet. */
function onReply(reply: SqliteReply, { calls, file }: { calls: Call[]; file: string }): void {
  const call = calls[0];
  if (call === undefined) return;
  if (reply.type === 'rows') {
    try {
      call.onRows?.(reply.rows);
    } catch (error) {
      call.unreadable ??= error as Error;
    }
    return;
  }
  calls.shift();
  const { unreadable } = call;
  if (reply.type === 'failed') call.reject(sqliteUnavailable(file, reply));
  else if (unreadable === undefined) call.resolve(reply.result);
  else call.reject(sqliteUnavailable(file, { code: 'SQLITE_CORRUPT', message: unreadable.message }));
}
