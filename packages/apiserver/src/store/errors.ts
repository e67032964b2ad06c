import type { StoredObject } from './store.js';

/** The newest version of the key is not the one that the write expected. */
export class PreconditionError extends Error {
  override readonly name = 'PreconditionError';
  readonly key: string;
  /** The newest version, its commit perhaps still under way; undefined: the key does not exist. */
  readonly actual: StoredObject | undefined;

  constructor(key: string, expected: number, actual: StoredObject | undefined) {
    super(`${key} is at revision ${actual?.revision ?? 0}, expected ${expected}`);
    this.key = key;
    this.actual = actual;
  }
}

/** The revision asked for was compacted away: Kubernetes' `410 Expired`. */
export class ExpiredRevisionError extends Error {
  override readonly name = 'ExpiredRevisionError';
  readonly requested: number;
  readonly compactedRevision: number;

  constructor(requested: number, compactedRevision: number) {
    super(`too old resource version: ${requested} (${compactedRevision})`);
    this.requested = requested;
    this.compactedRevision = compactedRevision;
  }
}

/** The revision asked for has not been written yet. */
export class FutureRevisionError extends Error {
  override readonly name = 'FutureRevisionError';

  constructor(requested: number, current: number) {
    super(`Too large resource version: ${requested}, current: ${current}`);
  }
}

/** The store cannot do its work now: closed, disk full, disk failing, file locked or damaged. The message says what to do. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
}
