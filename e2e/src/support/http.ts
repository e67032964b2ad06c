import https from 'node:https';
import type { TestCluster } from './cluster.js';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
  /** The parsed body; undefined when it is not JSON. */
  readonly json: any;
}

export interface HttpCall {
  readonly method?: string;
  readonly body?: string | Uint8Array | object;
  readonly headers?: Record<string, string>;
  /** False: without the administrator's token. */
  readonly authenticated?: boolean;
}

/** One request to the cluster's API, as curl would send it. */
export function call(cluster: TestCluster, path: string, request: HttpCall = {}): Promise<HttpAnswer> {
  const { method = 'GET', body, headers = {}, authenticated = true } = request;
  const payload =
    body === undefined || typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = https.request(
      `${cluster.server}${path}`,
      {
        method,
        ca: cluster.ca,
        agent: false,
        headers: {
          ...(authenticated && { authorization: `Bearer ${cluster.token}` }),
          ...(payload !== undefined && {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(payload),
          }),
          ...headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parse(text) });
        });
      },
    );
    sent.on('error', reject);
    sent.end(payload);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
