import https from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, rootCertificates } from 'node:tls';
import { jsonSyntaxError } from '@sampan/api';
import { ownServiceTarget } from '../nodes/service-target.js';
import type { ServerContext } from '../server/server-context.js';
import { answerProblem } from './answer-problem.js';
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

/**
 * Posts JSON to a webhook, and resolves to the JSON that it answers, within so many milliseconds. Rejects with a
 * {@link WebhookError}.
 */
export async function callWebhook(
  server: ServerContext,
  place: WebhookPlace,
  { body, timeout }: { readonly body: unknown; readonly timeout: number },
): Promise<unknown> {
  const url = urlOf(place);
  url.searchParams.set('timeout', `${Math.ceil(timeout / 1000)}s`);
  const controller = new AbortController();
  const { signal } = controller;
  const timer = server.clock.setTimeout(() => controller.abort(), timeout);
  try {
    const socket = place.service === undefined ? undefined : await connectToService(server, place.service, signal);
    const answer = await post(url, { place, socket, text: JSON.stringify(body), signal });
    return parseAnswer(answer);
  } catch (error) {
    if (error instanceof WebhookError) throw error;
    const problem = signal.aborted ? 'context deadline exceeded' : webhookProblem(error);
    throw new WebhookError(`Post ${JSON.stringify(shownUrl(url, place))}: ${problem}`, { cause: error });
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

/** The port of a Service is always told. */
function shownUrl({ href, host, hostname, pathname, search }: URL, { service }: WebhookPlace): string {
  if (service === undefined || host !== hostname) return href;
  return `https://${host}:${service.port ?? 443}${pathname}${search}`;
}

/** Rejects when the time is over; a connection that comes later is closed again. */
async function connectToService(
  server: ServerContext,
  { namespace, name, port = 443 }: NonNullable<WebhookPlace['service']>,
  signal: AbortSignal,
): Promise<Duplex> {
  const connecting = ownServiceTarget({ namespace, name, port }, server).connect();
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    connecting.then((socket) => {
      signal.removeEventListener('abort', abort);
      if (signal.aborted) socket.destroy();
      else resolve(socket);
    }, reject);
  });
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
      ...{ method: 'POST', headers, ca, signal },
      // An agent, even one of its own, would make another connection.
      ...(socket === undefined
        ? { agent: false }
        : { createConnection: () => connectTls({ socket: socket as Socket, ca, servername: url.hostname }) }),
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
  if (status < 200 || status > 206) throw new WebhookError(answerProblem(status, text));
  if (text === '') throw new WebhookError(`0-length response with status code: ${status} and content type: `);
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new WebhookError(`couldn't get version/kind; json parse error: ${jsonSyntaxError(text)}`, { cause: error });
  }
}
