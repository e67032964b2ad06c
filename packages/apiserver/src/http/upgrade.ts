import { type IncomingMessage, ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { keepWritesApart } from '@sampan/api';
import type { ApiResponse, ResponseHijack } from '../pipeline/api-response.js';
import { failureResponse, statusErrorOf } from '../pipeline/failure.js';
import type { Pipeline } from '../pipeline/pipeline.js';
import { createCredentialsReader } from './credentials.js';
import { dropConnection } from './drop-rest.js';
import { onceClosed } from './once-closed.js';
import { sendResponse } from './send-response.js';

/**
 * Takes requests that ask for an upgrade (exec, attach, port-forward, proxies) through the pipeline as all others. The
 * connection goes to whom the answer names, or ends with an answer that names nobody. A body is not read.
 */
export function createUpgradeHandler(pipeline: Pipeline, logError: (error: unknown) => void) {
  const credentialsOf = createCredentialsReader();

  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // Without a listener, a client that goes away would take the process with it.
    socket.on('error', () => socket.destroy());
    keepWritesApart(socket);
    answer(request, socket)
      .catch((error: unknown) => failureResponse(statusErrorOf(error, logError)))
      .then((response) => {
        if (isHijack(response)) handOver(response, socket, head);
        else sendLast(response, request, socket);
      });
  };

  async function answer(request: IncomingMessage, socket: Duplex): Promise<ApiResponse> {
    return pipeline.handle({
      method: request.method ?? 'GET',
      url: request.url ?? '/',
      headers: request.headers,
      body: undefined,
      credentials: credentialsOf(request),
      remoteAddress: request.socket.remoteAddress,
      upgrade: true,
      onClose: (callback) => onceClosed(socket, callback),
    });
  }
}

function isHijack(response: ApiResponse): response is ApiResponse & { readonly body: ResponseHijack } {
  return 'type' in response.body && response.body.type === 'hijack';
}

function handOver(
  { status, headers, body }: ApiResponse & { readonly body: ResponseHijack },
  socket: Duplex,
  head: Buffer,
): void {
  if (!socket.destroyed) {
    const lines = Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value) => [name, value]));
    const text = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${text}\r\n`);
  }
  body.takeOver(socket, head);
}

/** Answers as the last thing that is said on the connection. */
function sendLast(response: ApiResponse, request: IncomingMessage, socket: Duplex): void {
  const raw = new ServerResponse(request);
  raw.shouldKeepAlive = false;
  raw.assignSocket(socket as Socket);
  raw.once('finish', () => {
    raw.detachSocket(socket as Socket);
    dropConnection(socket.end());
  });
  sendResponse(raw, response, request.method ?? 'GET');
}
