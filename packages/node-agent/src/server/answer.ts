import type { ServerResponse } from 'node:http';

/** What a handler answers: text, a stream of text, or a JSON value. */
export type Answer = string | AsyncIterable<Buffer> | { json: unknown } | { metrics: string };

export async function answer(response: ServerResponse, body: Answer): Promise<void> {
  if (typeof body === 'string') return end(response, 'text/plain; charset=utf-8', body);
  if ('json' in body) return end(response, 'application/json', JSON.stringify(body.json));
  if ('metrics' in body) return end(response, 'text/plain; version=0.0.4; charset=utf-8', body.metrics);
  response.writeHead(200, { 'content-type': 'text/plain' });
  response.flushHeaders();
  for await (const chunk of body) {
    if (response.destroyed) return;
    // A client that reads slowly slows the reading of the log, and nothing else.
    if (!response.write(chunk)) await drained(response);
  }
  response.end();
}

function end(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { 'content-type': type });
  response.end(body);
}

/** Both listeners go with whichever comes first: a long log drains thousands of times. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.once('drain', done).once('close', done);
  });
}
