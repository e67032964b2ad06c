import type { User } from '../authentication/user.js';
import type { ConnectRequest, ConnectResponse } from '../kinds/subresource.js';
import { type ProxyTarget, proxyRequest } from '../nodes/http-proxy.js';
import type { ApiRequest } from '../pipeline/api-request.js';
import type { ServerContext } from '../server/server-context.js';

/** The headers in which this server says who asks; what a client says there is not passed on. */
export const requestHeaders = {
  user: 'X-Remote-User',
  group: 'X-Remote-Group',
  uid: 'X-Remote-Uid',
  extraPrefix: 'X-Remote-Extra-',
} as const;

/** Sends a request on as it came, with who makes it. */
export function forward(
  http: Pick<ApiRequest, 'method' | 'url' | 'headers' | 'body' | 'upgrade'>,
  { user, target, server, signal }: { user: User; target: ProxyTarget; server: ServerContext; signal: AbortSignal },
): Promise<ConnectResponse> {
  const { method, url, body, upgrade = false } = http;
  const question = url.indexOf('?');
  const request: ConnectRequest = {
    key: { namespace: '', name: '' },
    ...{ method, body, upgrade, user, server, signal },
    headers: headersOf(http.headers, user),
    path: (question === -1 ? url : url.slice(0, question)).replace(/^\/+/, ''),
    query: new URLSearchParams(question === -1 ? '' : url.slice(question + 1)),
  };
  return proxyRequest(request, target);
}

function headersOf(headers: ApiRequest['headers'], { name, groups, uid, extra = {} }: User): ConnectRequest['headers'] {
  const others = Object.entries(headers).filter(([header]) => !header.startsWith('x-remote-'));
  const extras = Object.entries(extra).map(([key, values]) => [
    requestHeaders.extraPrefix.toLowerCase() + encodeURIComponent(key).toLowerCase(),
    [...values],
  ]);
  return {
    ...Object.fromEntries(others),
    [requestHeaders.user.toLowerCase()]: name,
    [requestHeaders.group.toLowerCase()]: [...groups],
    ...(uid !== undefined && uid !== '' && { [requestHeaders.uid.toLowerCase()]: uid }),
    ...Object.fromEntries(extras),
  };
}
