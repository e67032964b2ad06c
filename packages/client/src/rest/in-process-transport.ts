import type { HttpResponse, Transport } from './transport.js';

/** A server in this process, as a function. */
export type RequestHandler<User> = (request: {
  method: string;
  url: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  user?: User;
  signal?: AbortSignal;
}) => Promise<{ status: number; headers: Record<string, string | string[]>; body: AsyncIterable<Uint8Array> }>;

/** A transport without a network: every request is a call of `handler`, in the name of `user`. */
export function createInProcessTransport<User>(handler: RequestHandler<User>, user?: User): Transport {
  const closing = new AbortController();
  return {
    async request({ method, path, headers, body, signal }) {
      const ends = signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]);
      ends.throwIfAborted();
      const response = await handler({
        method,
        url: path,
        signal: ends,
        ...(headers && { headers }),
        ...(body !== undefined && { body }),
        ...(user !== undefined && { user }),
      });
      return {
        status: response.status,
        headers: plain(response.headers),
        body: response.body,
        text: textOf(response.body),
      };
    },
    async close() {
      closing.abort();
    },
  };
}

function plain(headers: Record<string, string | string[]>): HttpResponse['headers'] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}

function textOf(body: AsyncIterable<Uint8Array>): () => Promise<string> {
  return async () => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
  };
}
