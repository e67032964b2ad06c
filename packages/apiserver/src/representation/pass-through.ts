import type { ConnectResponse } from '../kinds/subresource.js';
import type { ApiResponse, ResponseSink } from '../pipeline/api-response.js';

/** An answer of somebody else, as it comes; `abort` ends it when the client has gone. */
export function passThrough({ status, headers, body }: ConnectResponse, abort: AbortController): ApiResponse {
  if (body instanceof Uint8Array) return { status, headers: { ...headers }, body: Buffer.from(body) };
  if ('type' in body) return { status, headers: { ...headers }, body };
  return {
    status,
    headers: { ...headers },
    body: { type: 'stream', start: (sink) => void pump(body, sink, abort) },
  };
}

async function pump(body: AsyncIterable<Uint8Array>, sink: ResponseSink, abort: AbortController): Promise<void> {
  sink.onClose(() => abort.abort());
  try {
    for await (const chunk of body) {
      sink.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
      if (sink.pending > 0) await new Promise<void>((resolve) => sink.onDrain(resolve));
      if (abort.signal.aborted) return;
    }
    sink.end();
  } catch {
    // The other side broke off: so does this one, so that the client does not take the part for the whole.
    sink.destroy();
  }
}
