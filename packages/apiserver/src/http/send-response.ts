import type { ServerResponse } from 'node:http';
import type { ApiResponse, ResponseParts } from '../pipeline/api-response.js';
import { createHttpSink } from './http-sink.js';

/** Large bodies are copied and sent in pieces of this size, so that others get their turn in between. */
const pieceBytes = 512 * 1024;

/** Sends a response over HTTP. */
export function sendResponse(raw: ServerResponse, { status, headers, body }: ApiResponse, method: string): void {
  if (raw.destroyed) return;
  if (!('type' in body)) {
    raw.writeHead(status, { ...headers, 'content-length': body.length });
    raw.end(method === 'HEAD' ? undefined : body);
  } else if (body.type === 'parts') {
    raw.writeHead(status, { ...headers, 'content-length': body.length });
    if (method === 'HEAD') raw.end();
    else sendParts(raw, body);
  } else {
    raw.writeHead(status, headers);
    raw.flushHeaders();
    if (method === 'HEAD') raw.end();
    else body.start(createHttpSink(raw));
  }
}

function sendParts(raw: ServerResponse, { length, parts }: ResponseParts): void {
  const iterator = parts[Symbol.iterator]();
  let left = length;
  let rest: Buffer | undefined;
  let restAt = 0;

  /** The next piece, copied together from as many parts as fit. */
  function nextPiece(): Buffer {
    const piece = Buffer.allocUnsafe(Math.min(left, pieceBytes));
    let at = 0;
    while (at < piece.length) {
      if (rest === undefined) {
        const next = iterator.next();
        if (next.done) break;
        rest = next.value;
        restAt = 0;
      }
      const copied = rest.copy(piece, at, restAt);
      at += copied;
      restAt += copied;
      if (restAt === rest.length) rest = undefined;
    }
    left -= piece.length;
    return piece;
  }

  const step = (): void => {
    while (!raw.destroyed) {
      const piece = nextPiece();
      if (left === 0) {
        raw.end(piece);
        return;
      }
      if (!raw.write(piece)) {
        raw.once('drain', step);
        return;
      }
    }
  };
  step();
}
