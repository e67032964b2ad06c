import type { ServerResponse } from 'node:http';
import type { ApiResponse, ResponseParts, ResponseStream } from '../pipeline/api-response.js';
import { dropRest } from './drop-rest.js';
import { createHttpSink } from './http-sink.js';
import { piecesOf } from './pieces.js';

/**
 * Sends a response over HTTP. Where the request's body is still on its way (it was refused, or nobody asked for one), the
 * response is out at once, and ends when the rest has been read and dropped.
 */
export function sendResponse(raw: ServerResponse, { status, headers, body }: ApiResponse, method: string): void {
  if (raw.destroyed) return;
  if (!('type' in body)) {
    raw.writeHead(status, { ...headers, 'content-length': body.length });
    end(raw, method === 'HEAD' ? undefined : body);
  } else if (body.type === 'parts') {
    raw.writeHead(status, { ...headers, 'content-length': body.length });
    if (method === 'HEAD') end(raw);
    else sendParts(raw, body);
  } else if (body.type === 'hijack') {
    raw.destroy(); // Its connection belongs to HTTP: who did not ask for an upgrade is never answered with one.
  } else {
    raw.writeHead(status, headers);
    raw.flushHeaders();
    if (method === 'HEAD') end(raw);
    else sendStream(raw, body);
  }
}

function sendParts(raw: ServerResponse, body: ResponseParts): void {
  const pieces = piecesOf(body);
  const step = (): void => {
    while (!raw.destroyed) {
      const { value, done } = pieces.next();
      if (done) {
        end(raw);
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

function sendStream(raw: ServerResponse, body: ResponseStream): void {
  dropRest(raw.req, (complete) => {
    if (!complete) raw.destroy();
  });
  body.start(createHttpSink(raw));
}

function end(raw: ServerResponse, last?: Buffer): void {
  if (raw.req.complete) {
    raw.end(last);
    return;
  }
  if (last === undefined) raw.flushHeaders();
  else raw.write(last);
  const { socket } = raw;
  dropRest(raw.req, (complete) => {
    raw.end();
    if (!complete) socket?.destroySoon();
  });
}
