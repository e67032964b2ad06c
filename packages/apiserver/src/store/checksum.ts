import { crc32 } from 'node:zlib';

/** What a row of the log is made of. */
export interface ChecksummedRow {
  readonly revision: number;
  readonly previous: number;
  readonly created: number;
  readonly deleted: number;
  readonly key: string;
  readonly object_index: string;
  readonly bytes: Uint8Array;
}

/** CRC-32 over all of a row: a flipped bit of any column is found. Runs in SQLite's thread, beside the disk. */
export function checksumOf({ revision, previous, created, deleted, key, object_index, bytes }: ChecksummedRow): number {
  return crc32(bytes, crc32(`${revision} ${previous} ${created} ${deleted} ${key} ${object_index}`));
}

/** Whether what was read is what was written. A damaged record can come back with other types than it was written with. */
export function isIntact(row: ChecksummedRow & { readonly checksum: unknown }): boolean {
  if (typeof row.key !== 'string' || typeof row.object_index !== 'string' || !Buffer.isBuffer(row.bytes)) return false;
  return row.checksum === checksumOf(row);
}
