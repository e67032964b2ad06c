import type { User } from '../authentication/user.js';
import type { ResponseBody, ResponseSink } from '../pipeline/api-response.js';
import type { Pipeline } from '../pipeline/pipeline.js';
import { piecesOf } from './pieces.js';

/** A request from within the process: no port, no TLS, the same pipeline. */
export interface InProcessRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Who asks; without it, the `authorization` header has to say. */
  readonly user?: User;
  /** Breaks off the request, and the response's body. */
  readonly signal?: AbortSignal;
}

export interface InProcessResponse {
  readonly status: number;
  readonly headers: Record<string, string | string[]>;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Answers requests as the server would answer them over a socket. */
export type InProcessHandler = (request: InProcessRequest) => Promise<InProcessResponse>;

export function createInProcessHandler(pipeline: Pipeline): InProcessHandler {
  return async ({ method, url, headers = {}, body, user, signal }) => {
    const closing: (() => void)[] = [];
    const close = () => {
      for (const callback of closing.splice(0)) callback();
    };
    const token = /^bearer +(\S+)\s*$/i.exec(headers.authorization ?? '')?.[1];
    const response = await pipeline.handle({
      method,
      url,
      headers,
      body: body === undefined ? undefined : Buffer.from(body as Uint8Array),
      credentials: token === undefined ? {} : { bearerToken: token },
      ...(user === undefined ? {} : { user }),
      remoteAddress: undefined,
      onClose: (callback) => {
        if (closing.push(callback) === 1) signal?.addEventListener('abort', close, { once: true });
      },
    });
    return { status: response.status, headers: response.headers, body: iterate(response.body, signal, close) };
  };
}

async function* iterate(
  body: ResponseBody,
  signal: AbortSignal | undefined,
  close: () => void,
): AsyncGenerator<Uint8Array> {
  if (!('type' in body)) {
    yield body;
  } else if (body.type === 'parts') {
    yield* piecesOf(body);
  } else if (body.type === 'stream') {
    const sink = createQueueSink();
    signal?.addEventListener('abort', sink.destroy, { once: true });
    body.start(sink);
    if (signal?.aborted) sink.destroy();
    try {
      yield* sink.chunks();
    } finally {
      signal?.removeEventListener('abort', sink.destroy);
      sink.destroy();
      close();
    }
  }
}

/** A sink whose bytes wait until somebody iterates over them. */
function createQueueSink(): ResponseSink & { chunks(): AsyncGenerator<Uint8Array> } {
  const queue: Buffer[] = [];
  const closeCallbacks: (() => void)[] = [];
  let drainCallbacks: (() => void)[] = [];
  let pending = 0;
  let closed = false;
  let wake = () => {};

  function close(): void {
    if (closed) return;
    closed = true;
    for (const callback of closeCallbacks) callback();
    wake();
  }

  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const chunk = queue.shift();
      if (chunk !== undefined) {
        pending -= chunk.length;
        yield chunk;
        continue;
      }
      const drained = drainCallbacks;
      drainCallbacks = [];
      for (const callback of drained) callback();
      if (queue.length > 0) continue;
      if (closed) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  return {
    get pending() {
      return pending;
    },
    write: (bytes) => {
      if (closed) return;
      queue.push(bytes);
      pending += bytes.length;
      wake();
    },
    onDrain: (callback) => {
      drainCallbacks.push(callback);
      wake();
    },
    onClose: (callback) => {
      if (closed) queueMicrotask(callback);
      else closeCallbacks.push(callback);
    },
    end: close,
    destroy: () => {
      queue.length = 0;
      close();
    },
    chunks,
  };
}
