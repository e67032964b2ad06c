import { formatApiVersion, notFound } from '@sampan/api';
import type { ConnectRequest, ConnectSubresource } from '../kinds/subresource.js';
import { storageKey } from '../objects/encode-object.js';
import { groupResource } from '../objects/group-names.js';
import type { ApiResponse } from '../pipeline/api-response.js';
import type { ResourceRequest } from '../pipeline/resource-request.js';
import { passThrough } from '../representation/pass-through.js';
import { admit } from '../write/admit.js';
import { keyOfRequest, writeContextOf } from './write-options.js';

/** A request that is handed on, upgrades included: `pods/log`, `pods/exec`, `services/proxy`. */
export async function connect(request: ResourceRequest, subresource: ConnectSubresource): Promise<ApiResponse> {
  const abort = new AbortController();
  request.http.onClose(() => abort.abort());
  await admitConnect(request, subresource);
  return passThrough(await subresource.connect(connectRequestOf(request, abort.signal)), abort);
}

/** What the other side is told of a request. */
function connectRequestOf(request: ResourceRequest, signal: AbortSignal): ConnectRequest {
  const { http, info, user, server } = request;
  return {
    key: keyOfRequest(request),
    method: http.method,
    headers: http.headers,
    body: http.body,
    upgrade: http.upgrade === true,
    path: info.rest,
    query: info.query,
    user,
    server,
    signal,
  };
}

/** Plugins decide on connections too; the object has to exist. */
async function admitConnect(request: ResourceRequest, subresource: ConnectSubresource): Promise<void> {
  const { resource, server, info } = request;
  const key = keyOfRequest(request);
  const name = subresource.nameOf === undefined ? key.name : subresource.nameOf(key.name);
  if (server.store.get(storageKey(resource, { ...key, name })) === undefined) {
    throw notFound(groupResource(resource), name);
  }
  const object = optionsObject(subresource, info);
  if (object === undefined) return;
  const options = { dryRun: false, fieldManager: '', fieldValidation: 'Ignore' as const };
  await admit(writeContextOf(request, options, info.subresource), { operation: 'CONNECT', ...key, object });
}

/** `PodExecOptions` and the like; undefined where admission is not asked. */
function optionsObject({ kind, options }: ConnectSubresource, info: ResourceRequest['info']) {
  if (kind === undefined || options === undefined) return undefined;
  const apiVersion = formatApiVersion(kind);
  return { apiVersion, kind: kind.kind, metadata: {}, ...options({ query: info.query, path: info.rest }) };
}
