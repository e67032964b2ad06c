import type { Context } from './context.js';

/** Sends a request to a path that the user gave, and prints the answer byte for byte. */
export async function sendRaw(
  context: Context,
  { method, path, body }: { method: string; path: string; body?: string },
): Promise<void> {
  const client = await context.client();
  const answer = await client.raw({
    method,
    path,
    ...(body !== undefined && { body, headers: { 'content-type': 'application/json' } }),
    signal: context.signal,
  });
  for await (const chunk of answer.body) context.out.write(chunk);
}
