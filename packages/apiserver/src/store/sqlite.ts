import { Worker } from 'node:worker_threads';
import type { Backend, HistoryPortion, OpenedLog } from './backend.js';
import { damagedObject } from './damaged-object.js';
import { StoreUnavailableError } from './errors.js';
import { type LogRow, packRows, unpackRows } from './packed-rows.js';
import { sqliteUnavailable } from './sqlite-errors.js';
import type { SqliteHistoryResult, SqliteReply, SqliteRequest, SqliteWorkerData } from './sqlite-protocol.js';
import type { ObjectIndex, StoredObject, StoreEvent } from './store.js';

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
    open: async ({ recentEvents, onEvents }) => {
      try {
        return (await call({ type: 'open', recentEvents }, (rows) => onEvents(toEvents(rows)))) as OpenedLog;
      } catch (error) {
        closed = true;
        await worker?.terminate();
        throw error;
      }
    },
    append: async (events) => {
      await call({ type: 'append', rows: packRows(events.map(toRow)) });
    },
    history: async ({ prefix, after, through }): Promise<HistoryPortion> => {
      const events: StoreEvent[] = [];
      const result = await call({ type: 'history', prefix, after, through }, (rows) => events.push(...toEvents(rows)));
      return { events, through: (result as SqliteHistoryResult).through };
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

function toRow({ type, revision, object, previous }: StoreEvent): LogRow {
  const { key, created, index, bytes } = object;
  return { type, revision, created, previous: previous?.revision ?? 0, key, index: JSON.stringify(index), bytes };
}

function toEvents(packed: Uint8Array): StoreEvent[] {
  const events: StoreEvent[] = [];
  let context: StoredObject | undefined;
  for (const row of unpackRows(packed)) {
    if (row.type === 'context') {
      context = toObject(row);
      continue;
    }
    const event = { type: row.type, revision: row.revision, object: toObject(row), frames: new Map<string, Buffer>() };
    events.push(context === undefined ? event : { ...event, previous: context });
    context = undefined;
  }
  return events;
}

/** The bytes get memory of their own, so that one object that lives long does not keep its whole portion. */
function toObject({ key, revision, created, index, bytes, damaged = false }: LogRow): StoredObject {
  if (damaged) return damagedObject(key, { revision, created });
  const own = Buffer.allocUnsafeSlow(bytes.length);
  own.set(bytes);
  return { key, revision, created, bytes: own, index: JSON.parse(index) as ObjectIndex };
}
