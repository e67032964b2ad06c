import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { failureStatus, requestEntityTooLarge, StatusError, unsupportedMediaType } from '@sampan/api';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { failureResponse } from '../pipeline/failure.js';
import type { Pipeline } from '../pipeline/pipeline.js';
import { createCredentialsReader } from './credentials.js';
import { onceClosed } from './once-closed.js';
import { refuseConnection } from './refuse-connection.js';
import { sendResponse } from './send-response.js';

/** Kubernetes' limit of a request's body: 3 MiB. */
export const maxBodyBytes = 3 * 1024 * 1024;

export interface HttpServerOptions {
  readonly pipeline: Pipeline;
  /** PEM texts. Without them the server speaks plain HTTP: for tests alone. */
  readonly tls?: { cert: string; key: string; clientCas: readonly string[]; minVersion?: 'TLSv1.2' | 'TLSv1.3' };
  /** Takes requests that ask for an upgrade. */
  upgrade(request: http.IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** Clients keep connections open and reuse them; this long, in milliseconds, after the last answer. */
const keepAliveTimeout = 120_000;

/** Fastify, with one route: what a path means is decided in the pipeline, for sockets and in-process calls alike. */
export function createHttpServer({ pipeline, tls, upgrade }: HttpServerOptions): FastifyInstance {
  const app = fastify({
    bodyLimit: maxBodyBytes,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 10_000, querystringParser: () => noQuery },
    clientErrorHandler: refuseUnreadable,
    // A URL that cannot be decoded is answered by the pipeline, like every other one.
    frameworkErrors: (_error, request, reply) => void answer(request, reply),
    serverFactory: (handler) => {
      const server = tls === undefined ? http.createServer(handler) : https.createServer(tlsOptions(tls), handler);
      server.keepAliveTimeout = keepAliveTimeout;
      return server as http.Server;
    },
  });
  const credentialsOf = createCredentialsReader();

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.route({ method: ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'], url: '*', handler: answer });
  app.setNotFoundHandler(answer);
  app.setErrorHandler((error: Error & { code?: string; statusCode?: number }, _request, reply) => {
    reply.hijack();
    sendResponse(reply.raw, failureResponse(transportFailure(error)), 'GET');
  });
  app.server.on('upgrade', upgrade);
  return app;

  async function answer(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { raw } = request;
    reply.hijack();
    let credentials: ReturnType<typeof credentialsOf>;
    try {
      credentials = credentialsOf(raw);
    } catch (error) {
      return sendResponse(reply.raw, failureResponse(error as StatusError), raw.method ?? 'GET');
    }
    const response = await pipeline.handle({
      method: raw.method ?? 'GET',
      url: raw.url ?? '/',
      headers: raw.headers,
      body: request.body as Buffer | undefined,
      credentials,
      remoteAddress: raw.socket.remoteAddress,
      onClose: (callback) => onceClosed(reply.raw, callback),
    });
    sendResponse(reply.raw, response, raw.method ?? 'GET');
  }
}

const noQuery = {};

/** Certificates are asked for, and judged by authentication: Kubernetes answers 401 instead of breaking off. */
function tlsOptions({ cert, key, clientCas, minVersion = 'TLSv1.2' }: NonNullable<HttpServerOptions['tls']>) {
  return {
    cert,
    key,
    ...(clientCas.length === 0 ? {} : { ca: [...clientCas], requestCert: true, rejectUnauthorized: false }),
    minVersion,
    ALPNProtocols: ['http/1.1'],
  };
}

/** Answers what is not HTTP: nothing that follows on the connection can be read either. */
function refuseUnreadable(error: Error & { code?: string }, socket: Socket & { _httpMessage?: http.ServerResponse }) {
  if (!socket.writable || refused.has(socket)) return;
  refused.add(socket);
  // An answer that is under way cannot be followed by another one.
  if (error.code === 'ECONNRESET' || socket._httpMessage?.headersSent) socket.destroy();
  else refuseConnection(socket, unreadable(error));
}

/** Connections that were told so: whatever else comes over them is dropped, and is no HTTP either. */
const refused = new WeakSet<Socket>();

function unreadable({ code }: { code?: string }): StatusError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return refusal(408, 'Timeout', 'the request took too long to arrive');
  if (code === 'HPE_HEADER_OVERFLOW') return refusal(431, 'BadRequest', 'Request Header Fields Too Large');
  return refusal(400, 'BadRequest', 'malformed HTTP request');
}

function refusal(code: number, reason: 'BadRequest' | 'Timeout', message: string): StatusError {
  return new StatusError(failureStatus(code, reason, { message }));
}

/** What Fastify refuses before the pipeline sees it. */
function transportFailure(error: Error & { code?: string; statusCode?: number }): StatusError {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return requestEntityTooLarge(`limit is ${maxBodyBytes}`);
  if (error.statusCode === 415) return unsupportedMediaType(['application/json', 'application/yaml']);
  return refusal(400, 'BadRequest', error.message);
}
