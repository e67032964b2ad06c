import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { selfSigned } from './self-signed.js';

/** What a webhook answers: JSON, text as it is, or nothing for as long as the client waits. */
export type WebhookAnswer = object | string | undefined;

/** A webhook that tests answer for, over TLS, at 127.0.0.1. */
export interface WebhookServer<R> {
  /** Where a path of it is: what a `clientConfig` has to say. */
  at(path: string): { url: string; caBundle: string };
  readonly port: number;
  /** What was asked, in order, with the path and query that it was asked at. */
  readonly asked: { path: string; review: R }[];
  /** Called with each review; set by tests. */
  answer: (review: R, path: string) => WebhookAnswer;
  /** The status of answers; 200 by default. */
  status: number;
  close(): Promise<void>;
}

/** @param name what its certificate says, where that is another name than the address */
export async function startWebhookServer<R>(name = '127.0.0.1'): Promise<WebhookServer<R>> {
  const { cert, key } = await selfSigned(name);
  const caBundle = Buffer.from(cert).toString('base64');
  const server = https.createServer({ cert, key }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const review = JSON.parse(Buffer.concat(chunks).toString()) as R;
      const path = request.url ?? '';
      webhook.asked.push({ path, review });
      const answer = webhook.answer(review, path);
      if (answer === undefined) return;
      response.writeHead(webhook.status, { 'content-type': 'application/json' });
      response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const webhook: WebhookServer<R> = {
    at: (path) => ({ url: `https://127.0.0.1:${port}${path}`, caBundle }),
    port,
    asked: [],
    answer: () => ({}),
    status: 200,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return webhook;
}
