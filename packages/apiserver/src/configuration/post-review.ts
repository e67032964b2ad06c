import http from 'node:http';
import https from 'node:https';
import type { WebhookServer } from './webhook-kubeconfig.js';

/** Answers have no more to say than that. */
const maxBytes = 1024 * 1024;

/**
 * Posts a review, as TokenReview and SubjectAccessReview are, and resolves to the review that answers it. Rejects where there
 * is none within `timeout` milliseconds.
 */
export async function postReview<T>(
  server: WebhookServer,
  review: object,
  { timeout }: { readonly timeout: number },
): Promise<T> {
  const body = JSON.stringify(review);
  const text = await post(server, body, AbortSignal.timeout(timeout));
  return JSON.parse(text) as T;
}

function post({ url, ca, cert, key, token, basic, insecure }: WebhookServer, body: string, signal: AbortSignal) {
  const authorization = token ? `Bearer ${token}` : basic && `Basic ${Buffer.from(basic).toString('base64')}`;
  const options: https.RequestOptions = {
    ...{ method: 'POST', signal, rejectUnauthorized: !insecure },
    headers: {
      ...{ 'content-type': 'application/json', accept: 'application/json' },
      'content-length': Buffer.byteLength(body),
      ...(authorization && { authorization }),
    },
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
  return new Promise<string>((resolve, reject) => {
    const request = (url.startsWith('http:') ? http : https).request(url, options, (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > maxBytes) request.destroy(new Error('the answer is too large'));
        else chunks.push(chunk);
      });
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString();
        const { statusCode = 500 } = response;
        if (statusCode >= 200 && statusCode < 300) resolve(text);
        else reject(new Error(`webhook request failed with status ${statusCode}: ${text.slice(0, 1024)}`));
      });
    });
    request.once('error', reject);
    request.end(body);
  });
}
