import type { KubernetesObject, Status } from '@sampan/api';
import type { User } from '../authentication/user.js';
import type { InProcessRequest } from '../http/in-process.js';
import type { ApiserverOptions } from '../server/apiserver-options.js';
import { startApiserver } from '../server/start-apiserver.js';

/** Who tests ask as: somebody who may do everything. */
const admin: User = { name: 'admin', groups: ['system:masters', 'system:authenticated'] };

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[]>;
  readonly text: string;
  readonly bytes: Buffer;
  /** The body's JSON; throws where it is none. */
  json<T = KubernetesObject>(): T;
  /** The body as the Status that a failure is. */
  failure(): Status;
}

export interface TestRequest extends Omit<InProcessRequest, 'method' | 'url' | 'body'> {
  /** Sent as JSON, unless it is text. */
  readonly body?: unknown;
  readonly contentType?: string;
}

/** A whole API server on a store in memory, called without a socket. */
export interface TestServer {
  send(method: string, url: string, request?: TestRequest): Promise<Answer>;
  /** The events of a watch, one by one. */
  watch(url: string): AsyncGenerator<WatchedEvent> & { stop(): void };
  /** What went wrong inside of the server: nothing should. */
  readonly faults: unknown[];
  readonly server: Awaited<ReturnType<typeof startApiserver>>;
  close(): Promise<void>;
}

export interface WatchedEvent {
  readonly type: string;
  readonly object: KubernetesObject & { code?: number };
}

export async function startTestServer(options: ApiserverOptions = {}): Promise<TestServer> {
  const faults: unknown[] = [];
  const logger = { info: () => {}, error: (_message: string, error: unknown) => void faults.push(error) };
  const server = await startApiserver({ logger, ...options });
  return {
    server,
    faults,
    close: () => server.close(),
    send: async (method, url, { body, contentType, ...rest } = {}) => {
      const response = await server.request({
        method,
        url,
        user: admin,
        ...rest,
        headers: { ...(contentType === undefined ? {} : { 'content-type': contentType }), ...rest.headers },
        ...(body === undefined ? {} : { body: isText(body) ? body : JSON.stringify(body) }),
      });
      const chunks: Uint8Array[] = [];
      for await (const chunk of response.body) chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      const text = bytes.toString();
      const parse = () => JSON.parse(text);
      return { status: response.status, headers: response.headers, text, bytes, json: parse, failure: parse };
    },
    watch: (url) => {
      const abort = new AbortController();
      const events = readEvents(server.request({ method: 'GET', url, user: admin, signal: abort.signal }));
      return Object.assign(events, { stop: () => abort.abort() });
    },
  };
}

/** kube-apiserver's answer to mistakes of clients that it has no reason for: a 500 all the same, and no fault. */
export function isUnclassified({ status, text }: Answer): boolean {
  return status === 500 && text.startsWith('{"kind":"Status"') && (JSON.parse(text) as Status).reason === undefined;
}

function isText(body: unknown): body is string | Uint8Array {
  return typeof body === 'string' || body instanceof Uint8Array;
}

async function* readEvents(responding: ReturnType<TestServer['server']['request']>): AsyncGenerator<WatchedEvent> {
  const response = await responding;
  let rest = '';
  for await (const chunk of response.body) {
    const lines = (rest + Buffer.from(chunk).toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as WatchedEvent;
  }
}
