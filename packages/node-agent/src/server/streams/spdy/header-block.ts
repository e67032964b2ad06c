import { constants, createInflate } from 'node:zlib';
import { dictionary } from './dictionary.js';

export type Headers = Map<string, string>;

/** Header blocks of Kubernetes' streams take some hundred bytes; what grows beyond this when it is unpacked is a trap. */
const maxPlainBytes = 256 * 1024;

/** Reads the header blocks of a SPDY/3.1 session, which are one compressed stream cut into pieces. */
export function headerReader(): ((block: Buffer) => Promise<Headers>) & { close(): void } {
  const inflate = createInflate({ dictionary });
  let chunks: Buffer[] = [];
  let length = 0;
  let fail: (error: Error) => void = () => undefined;
  inflate.on('error', (error) => fail(error));
  inflate.on('close', () => fail(new Error('the session has ended')));
  inflate.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= maxPlainBytes) chunks.push(chunk);
    else inflate.destroy(new Error('a header block is too long'));
  });
  const read = (block: Buffer) =>
    new Promise<Headers>((resolve, reject) => {
      fail = reject;
      if (inflate.destroyed) throw new Error('the session has ended');
      inflate.write(block);
      inflate.flush(constants.Z_SYNC_FLUSH, () => {
        const plain = Buffer.concat(chunks);
        chunks = [];
        length = 0;
        // Throwing here rejects too: a block may say that it has more than it has.
        try {
          resolve(parseHeaders(plain));
        } catch (error) {
          reject(error);
        }
      });
    });
  return Object.assign(read, { close: () => void inflate.destroy() });
}

/**
 * Writes header blocks. They are stored, not compressed: our answers have no headers to speak of, and stored blocks of
 * one stream need no state but whether the stream's own header was sent.
 */
export function headerWriter(): (headers: Headers) => Buffer {
  let isFirst = true;
  return (headers) => {
    const plain = formatHeaders(headers);
    const stored = Buffer.alloc(5);
    stored.writeUInt16LE(plain.length, 1);
    stored.writeUInt16LE(plain.length ^ 0xffff, 3);
    const head = isFirst ? streamHeader() : Buffer.alloc(0);
    isFirst = false;
    return Buffer.concat([head, stored, plain, flush]);
  };
}

/** An empty stored block: readers take it as the sign to hand over what they have, and do not ask for more. */
const flush = Buffer.from([0, 0, 0, 0xff, 0xff]);

/** A zlib header that names the preset dictionary. */
function streamHeader(): Buffer {
  const header = Buffer.from([0x78, 0x20, 0, 0, 0, 0]);
  header.writeUInt32BE(adler32(dictionary), 2);
  return header;
}

function adler32(data: Buffer): number {
  let a = 1;
  let b = 0;
  for (const byte of data) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}

function parseHeaders(plain: Buffer): Headers {
  const headers: Headers = new Map();
  let offset = 4;
  const read = () => {
    const length = plain.readUInt32BE(offset);
    if (offset + 4 + length > plain.length) throw new Error('a header block ends early');
    const text = plain.toString('utf8', offset + 4, offset + 4 + length);
    offset += 4 + length;
    return text;
  };
  for (let left = plain.length >= 4 ? plain.readUInt32BE(0) : 0; left > 0; left--)
    headers.set(read().toLowerCase(), read());
  return headers;
}

function formatHeaders(headers: Headers): Buffer {
  const uint32 = (value: number) => {
    const buffer = Buffer.alloc(4);
    buffer.writeUInt32BE(value);
    return buffer;
  };
  const texts = [...headers].flat().map((text) => Buffer.from(text));
  return Buffer.concat([uint32(headers.size), ...texts.flatMap((text) => [uint32(text.length), text])]);
}
