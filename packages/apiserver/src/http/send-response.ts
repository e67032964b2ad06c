import type { ServerResponse } from 'node:http';
import type { ApiResponse, ResponseParts } from '../pipeline/api-response.js';
import { createHttpSink } from './http-sink.js';
import { piecesOf } from './pieces.js';

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

function sendParts(raw: ServerResponse, body: ResponseParts): void {
  const pieces = piecesOf(body);
  const step = (): void => {
    while (!raw.destroyed) {
      const { value, done } = pieces.next();
      if (done) {
        raw.end();
        return;
      }
      if (!raw.write(value)) {
        raw.once('drain', step);
        return;
      }
    }
  };
  step();
}
