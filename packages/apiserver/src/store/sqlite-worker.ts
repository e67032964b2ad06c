import { parentPort, workerData } from 'node:worker_threads';
import type { LogRow } from './backend.js';
import { packRows, unpackRows } from './packed-rows.js';
import { prefixEnd } from './prefix.js';
import { openSqliteLog, type SqliteLog } from './sqlite-log.js';
import type { SqliteReply, SqliteRequest, SqliteWorkerData } from './sqlite-protocol.js';

/** The thread that SQLite runs in: one request at a time, answered in order. */
const { file, maxBytes } = workerData as SqliteWorkerData;
let log: SqliteLog | undefined;

parentPort?.on('message', (request: SqliteRequest) => {
  try {
    const result = answer(request);
    reply({ type: 'done', result });
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    reply({ type: 'failed', code: code ?? '', message });
  }
});

function answer(request: SqliteRequest): unknown {
  if (request.type === 'open') return open(request.recentEvents);
  if (log === undefined) throw new Error('the database is not open');
  switch (request.type) {
    case 'append':
      return log.append(unpackRows(request.rows));
    case 'history':
      return history(log, request);
    case 'compact':
      return log.compact(request.through);
    case 'close':
      return log.close();
  }
}

function open(recentEvents: number): unknown {
  log = openSqliteLog(file, maxBytes);
  const rows = new RowSender();
  const opened = log.read(recentEvents, (row) => rows.add(row));
  rows.send();
  return opened;
}

function history(from: SqliteLog, request: Extract<SqliteRequest, { type: 'history' }>): unknown {
  const rows = new RowSender();
  const through = from.history({ ...request, prefixEnd: prefixEnd(request.prefix) }, (row) => rows.add(row));
  rows.send();
  return { through };
}

/** Sends rows in portions of some megabytes; a row and its context stay together. */
class RowSender {
  #rows: LogRow[] = [];
  #bytes = 0;

  add(row: LogRow): void {
    this.#rows.push(row);
    this.#bytes += row.bytes.length;
    if (this.#bytes > 2 ** 20 && row.type !== 'context') this.send();
  }

  send(): void {
    if (this.#rows.length === 0) return;
    reply({ type: 'rows', rows: packRows(this.#rows) });
    this.#rows = [];
    this.#bytes = 0;
  }
}

function reply(message: SqliteReply): void {
  parentPort?.postMessage(message, message.type === 'rows' ? [message.rows.buffer as ArrayBuffer] : []);
}
