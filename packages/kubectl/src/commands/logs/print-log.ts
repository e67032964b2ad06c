import type { Context } from '../../framework/context.js';
import { errorWords } from '../../framework/error-words.js';

/** One log to print, and what its lines begin with. */
export interface LogRequest {
  path: string;
  prefix: string;
}

/** Prints a log as it comes, to its end. */
export async function printLog(context: Context, { path, prefix }: LogRequest): Promise<void> {
  const { body } = await (await context.client()).raw({ method: 'GET', path, signal: context.signal });
  if (prefix === '') {
    for await (const chunk of body) context.out.write(chunk);
  } else {
    for await (const line of wholeLines(body)) context.out.write(Buffer.concat([Buffer.from(prefix), line]));
  }
}

/** Prints several logs at once, a whole line at a time. The first failure ends them all, unless it is ignored. */
export async function printLogsTogether(
  context: Context,
  requests: readonly LogRequest[],
  { ignoreErrors }: { ignoreErrors: boolean },
): Promise<void> {
  const ended = new AbortController();
  const signal = AbortSignal.any([context.signal, ended.signal]);
  const client = await context.client();
  const follow = async ({ path, prefix }: LogRequest): Promise<void> => {
    try {
      const { body } = await client.raw({ method: 'GET', path, signal });
      for await (const line of wholeLines(body)) context.out.write(Buffer.concat([Buffer.from(prefix), line]));
    } catch (error) {
      if (!ignoreErrors) throw error;
      context.print(`error: ${errorWords(error)}\n`);
    }
  };
  try {
    await Promise.all(requests.map(follow));
  } finally {
    ended.abort();
  }
}

const lineFeed = 0x0a;

/** The lines of a stream, each with its end; the last one may have none. */
async function* wholeLines(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let rest: Uint8Array[] = [];
  for await (const chunk of body) {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
      yield Buffer.concat([...rest, chunk.subarray(start, end + 1)]);
      rest = [];
      start = end + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}
