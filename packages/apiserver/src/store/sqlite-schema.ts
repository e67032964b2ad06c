import type { Database } from 'better-sqlite3';

/** Marks the file as a Sampan store, for `file` and for whoever opens it by mistake. */
const applicationId = 0x53_4d_50_4e; // "SMPN"
const schemaVersion = 1;

/**
 * Makes an opened database ready: exclusive to this process, durable at each commit, able to give space back.
 * `previous` stands before the large columns, so that compaction finds what was superseded without reading them.
 */
export function prepareDatabase(database: Database, maxBytes?: number): void {
  database.pragma('auto_vacuum = INCREMENTAL'); // takes effect only on a new file
  database.pragma('locking_mode = EXCLUSIVE');
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('cache_size = -4096'); // KiB
  database.pragma('wal_autocheckpoint = 2000'); // pages
  database.pragma('journal_size_limit = 8388608'); // bytes
  database.pragma('temp_store = MEMORY');
  if (maxBytes !== undefined) {
    const pageSize = database.pragma('page_size', { simple: true }) as number;
    database.pragma(`max_page_count = ${Math.max(1, Math.floor(maxBytes / pageSize))}`);
  }
  database.transaction(() => createTables(database)).immediate();
}

function createTables(database: Database): void {
  const version = database.pragma('user_version', { simple: true }) as number;
  if (version > schemaVersion) throw new Error(`it was written by a newer version of Sampan (format ${version})`);
  if (version === schemaVersion) return;
  database.exec(`
    CREATE TABLE log (
      revision INTEGER PRIMARY KEY,
      previous INTEGER NOT NULL,
      created INTEGER NOT NULL,
      deleted INTEGER NOT NULL,
      key TEXT NOT NULL,
      object_index TEXT NOT NULL,
      bytes BLOB NOT NULL
    ) STRICT;
    CREATE TABLE compaction (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      revision INTEGER NOT NULL
    ) STRICT;
    INSERT INTO compaction VALUES (1, 0);
  `);
  database.pragma(`application_id = ${applicationId}`);
  database.pragma(`user_version = ${schemaVersion}`);
}
