import { constants, createInflate } from 'node:zlib';
import { dictionary } from './dictionary.js';

export type Headers = Map<string, string>;

/** Reads the header blocks of a SPDY/3.1 session, which are one compressed stream cut into pieces. */
export function headerReader(): (block: Buffer) => Promise<Headers> {
  const inflate = createInflate({ dictionary });
  let chunks: Buffer[] = [];
  inflate.on('data', (chunk: Buffer) => chunks.push(chunk));
  return (block) =>
    new Promise((resolve, reject) => {
      inflate.once('error', reject);
      inflate.write(block);
      inflate.flush(constants.Z_SYNC_FLUSH, () => {
        inflate.off('error', reject);
        const plain = Buffer.concat(chunks);
        chunks = [];
        resolve(parseHeaders(plain));
      });
    });
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
