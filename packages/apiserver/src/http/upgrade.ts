import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { failureStatus, StatusError } from '@sampan/api';
import type { ApiRequest } from '../pipeline/api-request.js';
import { statusErrorOf } from '../pipeline/failure.js';
import type { Pipeline } from '../pipeline/pipeline.js';
import { requestInfoOf } from '../pipeline/request-info.js';
import { admitConnect, connectRequestOf } from '../verbs/connect.js';
import { methodNotServed, subresourceOf } from '../verbs/dispatch.js';
import { createCredentialsReader } from './credentials.js';
import { refuseConnection } from './refuse-connection.js';

/** Answers requests that ask for an upgrade (exec, attach, port-forward): the same rules, then the socket changes hands. */
export function createUpgradeHandler(pipeline: Pipeline, logError: (error: unknown) => void) {
  const credentialsOf = createCredentialsReader();

  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // Without a listener, a client that goes away would take the process with it.
    socket.on('error', () => socket.destroy());
    upgrade(request, socket, head).catch((error: unknown) => refuseConnection(socket, statusErrorOf(error, logError)));
  };

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const http: ApiRequest = {
      method: request.method ?? 'GET',
      url: request.url ?? '/',
      headers: request.headers,
      body: undefined,
      credentials: credentialsOf(request),
      remoteAddress: request.socket.remoteAddress,
      onClose: (callback) => socket.once('close', callback),
    };
    const info = requestInfoOf(http.method, http.url);
    const user = await pipeline.admit(http, info);
    if (!info.isResource) throw notUpgradable();
    const resourceRequest = pipeline.resourceRequest(http, info, user);
    const subresource = subresourceOf(resourceRequest);
    if (subresource.type !== 'connect' || subresource.upgrade === undefined) throw notUpgradable();
    if (!subresource.methods.some((method) => method === http.method)) throw methodNotServed();
    await admitConnect(resourceRequest, subresource);
    const abort = new AbortController();
    socket.once('close', () => abort.abort());
    await subresource.upgrade(connectRequestOf(resourceRequest, abort.signal), request, socket, head);
  }
}

function notUpgradable(): StatusError {
  return new StatusError(failureStatus(400, 'BadRequest', { message: 'Upgrade request required for this path only' }));
}
