import type { ServerResponse } from 'node:http';
import type { ResponseSink } from '../pipeline/api-response.js';
import { onceClosed } from './once-closed.js';

/** Writes a stream into an HTTP response. */
export function createHttpSink(raw: ServerResponse): ResponseSink {
  return {
    get pending() {
      return raw.writableLength;
    },
    write: (bytes) => {
      if (!raw.writableEnded && !raw.destroyed) raw.write(bytes);
    },
    onDrain: (callback) => {
      if (raw.writableNeedDrain) raw.once('drain', callback);
      else setImmediate(callback);
    },
    onClose: (callback) => onceClosed(raw, callback),
    end: () => {
      if (!raw.writableEnded) raw.end();
    },
    destroy: () => raw.destroy(),
  };
}
