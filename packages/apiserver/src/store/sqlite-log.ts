import Sqlite from 'better-sqlite3';
import type { LogRow } from './backend.js';
import { type ChecksummedRow, checksumOf, isIntact } from './checksum.js';
import { prepareDatabase } from './sqlite-schema.js';

/** The log in one SQLite database: plain, blocking functions; they run in a thread of their own. */
export interface SqliteLog {
  /** Hands out what `Backend.open` promises. */
  read(
    recentEvents: number,
    onRow: (row: LogRow) => void,
  ): { revision: number; compactedRevision: number; stateRevision: number };
  /** One transaction. */
  append(rows: readonly LogRow[]): void;
  /** Each row after the version that it superseded; returns up to where the portion is complete. */
  history(
    request: { prefix: string; prefixEnd: string; after: number; through: number },
    onRow: (row: LogRow) => void,
  ): number;
  /** One step; returns true when nothing is left to do. */
  compact(through: number): boolean;
  close(): void;
}

interface StoredRow extends ChecksummedRow {
  readonly bytes: Buffer;
  readonly checksum: number;
}

/** How many revisions one portion of history looks through, and one step of compaction. */
const historyStep = 2000;
const compactionStep = 200;
/** A portion of history ends early when it holds so many bytes. */
const historyBytes = 4 * 2 ** 20;
/** Free pages are given back when there are so many, and more than a quarter of the file; fewer are reused soon. */
const freePages = 1024;
const vacuumStep = 256;

export function openSqliteLog(file: string, maxBytes?: number): SqliteLog {
  const database = new Sqlite(file, { timeout: 0 });
  try {
    prepareDatabase(database, maxBytes);
  } catch (error) {
    database.close();
    throw error;
  }

  const compacted = database.prepare<[], number>('SELECT revision FROM compaction').pluck();
  const newest = database.prepare<[], number | null>('SELECT max(revision) FROM log').pluck();
  const insert = database.prepare('INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const between = database.prepare<[number, number, string, string], StoredRow>(
    'SELECT * FROM log WHERE revision > ? AND revision <= ? AND key >= ? AND key < ? ORDER BY revision',
  );
  const one = database.prepare<[number], StoredRow>('SELECT * FROM log WHERE revision = ?');
  const dropSuperseded = database.prepare(
    'DELETE FROM log WHERE revision IN (SELECT previous FROM log WHERE revision > ? AND revision <= ? AND previous > 0)',
  );
  const dropDeletes = database.prepare('DELETE FROM log WHERE revision > ? AND revision <= ? AND deleted = 1');
  const setCompacted = database.prepare('UPDATE compaction SET revision = ?');

  const compactRows = database.transaction((from: number, through: number) => {
    dropSuperseded.run(from, through);
    dropDeletes.run(from, through);
    setCompacted.run(through);
  });
  const insertRows = database.transaction((rows: readonly LogRow[]) => {
    for (const row of rows) {
      const { revision, previous, created, type, key, index, bytes } = row;
      const deleted = type === 'delete' ? 1 : 0;
      const checksum = checksumOf({ revision, previous, created, deleted, key, object_index: index, bytes });
      insert.run(revision, previous, created, deleted, key, index, bytes, checksum);
    }
  });

  return {
    read(recentEvents, onRow) {
      const compactedRevision = compacted.get() ?? 0;
      const revision = Math.max(newest.get() ?? 0, compactedRevision); // the newest rows may be compacted away
      const stateRevision = Math.max(compactedRevision, stateBefore(database, recentEvents));
      const rows = selectState(database).iterate(stateRevision, compactedRevision, stateRevision);
      for (const row of rows) onRow(toLogRow(row));
      return { revision, compactedRevision, stateRevision };
    },
    append: (rows) => insertRows.immediate(rows),
    history({ prefix, prefixEnd, after, through }, onRow) {
      const end = Math.min(through, after + historyStep);
      let bytes = 0;
      for (const row of between.iterate(after, end, prefix, prefixEnd)) {
        const previous = row.previous === 0 ? undefined : one.get(row.previous);
        if (previous !== undefined) onRow({ ...toLogRow(previous), type: 'context' });
        onRow(toLogRow(row));
        bytes += (row.bytes.length ?? 0) + (previous?.bytes.length ?? 0);
        if (bytes > historyBytes) return row.revision;
      }
      return end;
    },
    compact(through) {
      const from = compacted.get() ?? 0;
      if (from < through) {
        compactRows.immediate(from, Math.min(through, from + compactionStep));
        return false;
      }
      return !giveSpaceBack(database);
    },
    close: () => database.close(),
  };
}

/** The revision before the newest `count` rows. */
function stateBefore(database: Sqlite.Database, count: number): number {
  const nth = database
    .prepare<[number], number>('SELECT revision FROM log ORDER BY revision DESC LIMIT 1 OFFSET ?')
    .pluck();
  return nth.get(count) ?? 0;
}

/** The rows after a revision, and of those up to it the ones that no row up to it superseded or deleted. */
function selectState(database: Sqlite.Database): Sqlite.Statement<[number, number, number], StoredRow> {
  return database.prepare(`
    SELECT * FROM log WHERE revision > ? OR (deleted = 0 AND revision NOT IN (
      SELECT previous FROM log WHERE revision > ? AND revision <= ? AND previous > 0
    )) ORDER BY revision`);
}

/** Shortens the file by some free pages when there are many; returns whether there were. */
function giveSpaceBack(database: Sqlite.Database): boolean {
  const free = database.pragma('freelist_count', { simple: true }) as number;
  const pages = database.pragma('page_count', { simple: true }) as number;
  if (free < freePages || free < pages / 4) return false;
  database.pragma(`incremental_vacuum(${vacuumStep})`);
  return true;
}

function toLogRow(row: StoredRow): LogRow {
  const { revision, previous, created, deleted, key } = row;
  const type = deleted === 1 ? 'delete' : 'put';
  if (isIntact(row)) return { type, revision, previous, created, key, index: row.object_index, bytes: row.bytes };
  return { type, revision, previous, created, key: String(key), index: '', bytes: new Uint8Array(), damaged: true };
}
