import { StoreUnavailableError } from './errors.js';

/** What a failure of SQLite means to whoever runs the server, by SQLite's result code or the start of it. */
const meanings: readonly (readonly [code: string, meaning: string])[] = [
  ['SQLITE_BUSY', 'another server has it open: stop that server, or use another data directory'],
  ['SQLITE_LOCKED', 'another server has it open: stop that server, or use another data directory'],
  ['SQLITE_FULL', 'no space is left: free some space on the disk; writes are accepted again as soon as there is space'],
  ['SQLITE_CORRUPT', 'the file is damaged: restore it from a backup, or move it away to start empty'],
  ['SQLITE_NOTADB', 'the file is not a database: restore it from a backup, or move it away to start empty'],
  ['SQLITE_READONLY', 'the file cannot be written: check its owner and permissions'],
  ['SQLITE_CANTOPEN', 'the file cannot be opened: check that its folder exists and can be written'],
  ['SQLITE_IOERR', 'the disk failed: check the disk and the system log; writes are accepted again when it works'],
];

/** `failure` as an error that names the file and says what to do. */
export function sqliteUnavailable(file: string, failure: { code: string; message: string }): StoreUnavailableError {
  const meaning = meanings.find(([code]) => failure.code.startsWith(code))?.[1];
  const detail = failure.code === '' ? failure.message : `${failure.message}, ${failure.code}`;
  return new StoreUnavailableError(
    meaning === undefined ? `the store ${file} failed: ${detail}` : `the store ${file} failed: ${meaning} (${detail})`,
  );
}
