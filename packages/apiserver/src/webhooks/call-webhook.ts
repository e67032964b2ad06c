import https from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, rootCertificates } from 'node:tls';
import { serviceTarget } from '../nodes/service-target.js';
import type { ServerContext } from '../server/server-context.js';
import { webhookProblem } from './webhook-problem.js';

/** Where a webhook is: at a URL, or behind a Service of the cluster. */
export interface WebhookPlace {
  readonly url?: string;
  readonly service?: {
    readonly namespace: string;
    readonly name: string;
    readonly path?: string;
    readonly port?: number;
  };
  /** Who signs its certificate: PEM in base64; absent: those that this machine trusts. */
  readonly caBundle?: string;
}

/** A webhook could not be asked, or did not answer; in the words of Go's HTTP client. */
export class WebhookError extends Error {}

/** More than that no webhook has to say. */
const maxAnswerBytes = 16 * 1024 * 1024;

/** Posts JSON to a webhook, and resolves to the JSON that it answers. Rejects with a {@link WebhookError}. */
export async function callWebhook(
  server: ServerContext,
  place: WebhookPlace,
  { body, timeoutSeconds }: { readonly body: unknown; readonly timeoutSeconds: number },
): Promise<unknown> {
  const url = urlOf(place);
  url.searchParams.set('timeout', `${timeoutSeconds}s`);
  const attempt = `Post ${JSON.stringify(url.href)}: `;
  const controller = new AbortController();
  const timer = server.clock.setTimeout(() => controller.abort(), timeoutSeconds * 1000);
  try {
    const socket = place.service === undefined ? undefined : await connectToService(server, place.service);
    const answer = await post(url, { place, socket, text: JSON.stringify(body), signal: controller.signal });
    return parseAnswer(answer);
  } catch (error) {
    if (error instanceof WebhookError) throw error;
    throw new WebhookError(
      `${attempt}${controller.signal.aborted ? 'context deadline exceeded' : webhookProblem(error)}`,
      {
        cause: error,
      },
    );
  } finally {
    timer.cancel();
  }
}

/** A Service is known by its name in the cluster, also to its certificate. */
function urlOf({ url, service }: WebhookPlace): URL {
  if (service === undefined) return new URL(url ?? '');
  const { namespace, name, port = 443, path = '/' } = service;
  return new URL(path.replace(/^(?!\/)/, '/'), `https://${name}.${namespace}.svc:${port}`);
}

function connectToService(
  server: ServerContext,
  { namespace, name, port = 443 }: NonNullable<WebhookPlace['service']>,
): Promise<Duplex> {
  return serviceTarget({ namespace, name, port: String(port), scheme: 'https' }, server).connect();
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

interface Post {
  readonly place: WebhookPlace;
  readonly socket: Duplex | undefined;
  readonly text: string;
  readonly signal: AbortSignal;
}

function post(url: URL, { place, socket, text, signal }: Post): Promise<Answer> {
  const ca = place.caBundle ? Buffer.from(place.caBundle, 'base64').toString() : [...rootCertificates];
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    'content-length': Buffer.byteLength(text),
  };
  return new Promise((resolve, reject) => {
    const request = https.request(url, {
      ...{ method: 'POST', headers, ca, signal, agent: false },
      ...(socket && {
        createConnection: () => connectTls({ socket: socket as Socket, ca, servername: url.hostname }),
      }),
    });
    request.once('error', (error) => {
      socket?.destroy();
      reject(error);
    });
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > maxAnswerBytes) request.destroy(new Error('the answer is too large'));
        else chunks.push(chunk);
      });
      response.once('error', reject);
      response.once('end', () => {
        resolve({ status: response.statusCode ?? 500, text: Buffer.concat(chunks).toString() });
      });
    });
    request.end(text);
  });
}

function parseAnswer({ status, text }: Answer): unknown {
  if (status === 404) throw new WebhookError('the server could not find the requested resource');
  if (status >= 400) {
    throw new WebhookError(
      `an error on the server (${JSON.stringify(text.slice(0, 2048))}) has prevented the request from succeeding`,
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new WebhookError(`couldn't get version/kind; json parse error: invalid character in the answer`, {
      cause: error,
    });
  }
}
