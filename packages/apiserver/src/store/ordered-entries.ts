import { prefixEnd } from './prefix.js';

interface Keyed {
  readonly key: string;
}

/** A place among the entries: before `chunks[chunk][index]`. */
interface Position {
  readonly chunk: number;
  readonly index: number;
}

/** A full chunk is split in two: small enough to shift quickly, large enough that 100,000 keys need few of them. */
const chunkSize = 512;

/**
 * Entries in the order of their keys: sorted chunks of sorted entries, a B+ tree of two levels. Inserting and removing
 * shift one chunk, finding is a binary search on each level, and a range is read by walking along.
 */
export class OrderedEntries<E extends Keyed> {
  readonly #chunks: E[][] = [];

  /** Adds an entry whose key is not there yet. */
  insert(entry: E): void {
    const { chunk, index } = this.#seek(entry.key);
    const target = this.#chunks[chunk];
    if (target === undefined) {
      this.#append(entry);
      return;
    }
    target.splice(index, 0, entry);
    if (target.length > chunkSize) this.#chunks.splice(chunk + 1, 0, target.splice(chunkSize / 2));
  }

  /** Removes the entry with this key, if there. */
  remove(key: string): void {
    const { chunk, index } = this.#seek(key);
    const target = this.#chunks[chunk];
    if (target?.[index]?.key !== key) return;
    target.splice(index, 1);
    const next = this.#chunks[chunk + 1];
    if (target.length === 0) this.#chunks.splice(chunk, 1);
    else if (next !== undefined && target.length + next.length < chunkSize / 2) {
      this.#chunks.splice(chunk, 2, [...target, ...next]);
    }
  }

  /** Visits the entries under `prefix`, after the key `after` when given, in order, while `visit` returns true. */
  each(prefix: string, after: string | undefined, visit: (entry: E) => boolean): void {
    const end = prefixEnd(prefix);
    let { chunk, index } = this.#first(prefix, after);
    for (; chunk < this.#chunks.length; chunk++, index = 0) {
      const entries = this.#chunks[chunk] as E[];
      const ends = (entries[entries.length - 1] as E).key >= end;
      const stop = ends ? placeOf(entries, end) : entries.length;
      for (; index < stop; index++) {
        if (!visit(entries[index] as E)) return;
      }
      if (ends) return;
    }
  }

  /** How many entries are under `prefix`, after the key `after` when given. */
  count(prefix: string, after?: string): number {
    const from = this.#first(prefix, after);
    const to = this.#seek(prefixEnd(prefix));
    let count = to.index - from.index;
    for (let chunk = from.chunk; chunk < to.chunk; chunk++) count += (this.#chunks[chunk] as E[]).length;
    return Math.max(count, 0);
  }

  #first(prefix: string, after: string | undefined): Position {
    if (after === undefined || after < prefix) return this.#seek(prefix);
    return this.#seek(`${after}\0`); // nothing lies between a key and key + NUL
  }

  /** The place of the first entry whose key is not below `key`. */
  #seek(key: string): Position {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entries = this.#chunks[middle] as E[];
      if ((entries[entries.length - 1] as E).key < key) low = middle + 1;
      else high = middle;
    }
    const entries = this.#chunks[low];
    return { chunk: low, index: entries === undefined ? 0 : placeOf(entries, key) };
  }

  /** Adds an entry after all others; the common case while keys arrive in order. */
  #append(entry: E): void {
    const last = this.#chunks.at(-1);
    if (last === undefined || last.length >= chunkSize) this.#chunks.push([entry]);
    else last.push(entry);
  }
}

function placeOf(entries: readonly Keyed[], key: string): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle] as Keyed).key < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
