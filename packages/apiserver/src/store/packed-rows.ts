import type { LogRow } from './backend.js';

/*
 * Rows of the log as they cross between threads: many of them in one buffer that is handed over, not copied.
 *
 *   revision f64 │ created f64 │ previous f64 │ lengths of key, index, bytes u32 │ type u8, +128 when damaged │ key │ index │ bytes
 */

const types: readonly LogRow['type'][] = ['put', 'delete', 'context'];
const headerLength = 37;
const damagedFlag = 0x80;

/** The longest that a string can become in UTF-8, in bytes for each of its UTF-16 units. */
const utf8Growth = 3;

export function packRows(rows: readonly LogRow[]): Buffer<ArrayBuffer> {
  let space = 0;
  for (const { key, index, bytes } of rows)
    space += headerLength + (key.length + index.length) * utf8Growth + bytes.length;
  const packed = Buffer.allocUnsafeSlow(space);
  let end = 0;
  for (const row of rows) end = packRow(row, packed, end);
  return packed.subarray(0, end);
}

export function unpackRows(packed: Uint8Array): LogRow[] {
  const buffer = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
  const rows: LogRow[] = [];
  for (let at = 0; at < buffer.length; ) {
    const key = at + headerLength;
    const index = key + buffer.readUInt32LE(at + 24);
    const bytes = index + buffer.readUInt32LE(at + 28);
    const end = bytes + buffer.readUInt32LE(at + 32);
    rows.push({
      type: types[(buffer[at + 36] as number) & ~damagedFlag] as LogRow['type'],
      ...((buffer[at + 36] as number) & damagedFlag && { damaged: true }),
      revision: buffer.readDoubleLE(at),
      created: buffer.readDoubleLE(at + 8),
      previous: buffer.readDoubleLE(at + 16),
      key: buffer.toString('utf8', key, index),
      index: buffer.toString('utf8', index, bytes),
      bytes: buffer.subarray(bytes, end),
    });
    at = end;
  }
  return rows;
}

/** Writes a row at `at`; returns where it ends. */
function packRow(row: LogRow, into: Buffer, at: number): number {
  const keyLength = into.write(row.key, at + headerLength, 'utf8');
  const indexAt = at + headerLength + keyLength;
  const indexLength = into.write(row.index, indexAt, 'utf8');
  into.set(row.bytes, indexAt + indexLength);
  into.writeDoubleLE(row.revision, at);
  into.writeDoubleLE(row.created, at + 8);
  into.writeDoubleLE(row.previous, at + 16);
  into.writeUInt32LE(keyLength, at + 24);
  into.writeUInt32LE(indexLength, at + 28);
  into.writeUInt32LE(row.bytes.length, at + 32);
  into[at + 36] = types.indexOf(row.type) | (row.damaged === true ? damagedFlag : 0);
  return indexAt + indexLength + row.bytes.length;
}
