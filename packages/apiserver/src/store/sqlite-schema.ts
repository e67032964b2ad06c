import type { Database } from 'better-sqlite3';
import { type ChecksummedRow, checksumOf } from './checksum.js';

/** Marks the file as a Sampan store, for `file` and for whoever opens it by mistake. */
const applicationId = 0x53_4d_50_4e; // "SMPN"
/** 1: without checksums. 2: the bytes of objects hold their resourceVersion; such rows stay as they are. */
const schemaVersion = 3;

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
  if (version > 0) {
    if (version === 1) addChecksums(database);
    database.pragma(`user_version = ${schemaVersion}`);
    return;
  }
  database.exec(`
    CREATE TABLE log (
      revision INTEGER PRIMARY KEY,
      previous INTEGER NOT NULL,
      created INTEGER NOT NULL,
      deleted INTEGER NOT NULL,
      key TEXT NOT NULL,
      object_index TEXT NOT NULL,
      bytes BLOB NOT NULL,
      checksum INTEGER NOT NULL
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

/** Rows that were written without a checksum get one, unless they are no JSON any more: none fits these. */
function addChecksums(database: Database): void {
  database.exec(`ALTER TABLE log ADD COLUMN checksum INTEGER NOT NULL DEFAULT ${noChecksum}`);
  const rows = database.prepare<[number], ChecksummedRow>(
    'SELECT * FROM log WHERE revision > ? ORDER BY revision LIMIT 500',
  );
  const update = database.prepare<[number, number]>('UPDATE log SET checksum = ? WHERE revision = ?');
  for (let last: number | undefined = 0; last !== undefined; ) {
    const portion: ChecksummedRow[] = rows.all(last);
    for (const row of portion) if (isReadable(row)) update.run(checksumOf(row), row.revision);
    last = portion.at(-1)?.revision;
  }
}

/** CRC-32 is never negative. */
const noChecksum = -1;

function isReadable({ object_index, bytes }: ChecksummedRow): boolean {
  try {
    JSON.parse(object_index);
    JSON.parse(bytes.toString());
    return true;
  } catch {
    return false;
  }
}
