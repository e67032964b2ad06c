import type { Backend, LogRow } from '../backend.js';
import { type Cipher, encryptedPrefix } from './cipher.js';

/** The ciphers of the objects that are kept under a key: the first one encrypts, all of them decrypt; none: they are not encrypted. */
export type CiphersOf = (key: string) => readonly Cipher[];

/**
 * Keeps what objects say encrypted in another backend. Their names, labels and what they can be selected by are kept as they
 * are. Opening it rejects where there is something that none of the ciphers can read.
 */
export function encryptingBackend(backend: Backend, ciphersOf: CiphersOf): Backend {
  const encrypt = (row: LogRow): LogRow => {
    const [cipher] = ciphersOf(row.key);
    if (cipher === undefined || cipher.prefix === '' || row.bytes.length === 0) return row;
    return { ...row, bytes: Buffer.concat([Buffer.from(cipher.prefix), cipher.encrypt(row.bytes, row.key)]) };
  };
  const decrypt = (row: LogRow): LogRow => {
    if (row.damaged || !beginsWith(row.bytes, encryptedPrefix)) return row;
    return { ...row, bytes: plainOf(row, ciphersOf(row.key)) };
  };
  return {
    ...backend,
    open: ({ onRows, ...request }) => backend.open({ ...request, onRows: (rows) => onRows(rows.map(decrypt)) }),
    append: (rows) => backend.append(rows.map(encrypt)),
    history: async (request) => {
      const portion = await backend.history(request);
      return { ...portion, rows: portion.rows.map(decrypt) };
    },
  };
}

function plainOf({ key, bytes }: LogRow, ciphers: readonly Cipher[]): Buffer {
  const cipher = ciphers.find(({ prefix }) => prefix !== '' && beginsWith(bytes, prefix));
  if (cipher === undefined) {
    throw new Error(
      `unable to transform key ${JSON.stringify(key)}: no matching prefix found: the encryption configuration has not the key that it was written with`,
    );
  }
  try {
    return cipher.decrypt(bytes.subarray(cipher.prefix.length), key);
  } catch (error) {
    throw new Error(`unable to transform key ${JSON.stringify(key)}: ${cipher.prefix} has another secret now`, {
      cause: error,
    });
  }
}

function beginsWith(bytes: Uint8Array, prefix: string): boolean {
  return (
    Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(prefix.length, bytes.length)).toString('latin1') === prefix
  );
}
