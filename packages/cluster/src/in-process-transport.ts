import type { InProcessHandler, User } from '@sampan/apiserver';
import type { Transport } from '@sampan/client';

/** A client's way into an API server in this process, as `user`: no port, no TLS, the same rules. */
export function inProcessTransport(handler: InProcessHandler, user: User): Transport {
  return {
    request: async ({ method, path, headers = {}, body, signal }) => {
      const response = await handler({
        method,
        url: path,
        headers,
        user,
        ...(body !== undefined && { body }),
        ...(signal !== undefined && { signal }),
      });
      return {
        status: response.status,
        headers: Object.fromEntries(
          Object.entries(response.headers).map(([name, value]) => [
            name,
            Array.isArray(value) ? value.join(', ') : value,
          ]),
        ),
        body: response.body,
        text: () => textOf(response.body),
      };
    },
    close: async () => {},
  };
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
