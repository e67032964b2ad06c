import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { BlockList, isIP } from 'node:net';
import { badRequest, serviceUnavailable } from '@sampan/api';
import type { ConnectRequest, ConnectResponse, ConnectSubresource } from '../subresource.js';

export const proxyMethods: ConnectSubresource['methods'] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

export interface ProxyName {
  readonly scheme: string;
  readonly name: string;
  readonly port: string;
}

/**
 * `[scheme:]name[:port]`: how a proxied object's name also says how to reach it. Throws 400 for everything else, above
 * all for what would lead a URL to another host.
 */
export function parseProxyName(text: string, kind: 'node' | 'pod' | 'service'): ProxyName {
  const [, scheme = '', name = '', port = ''] =
    /^(?:(|https?):(?=[^:]*:))?([^:/]+)(?::([A-Za-z0-9-]*))?$/.exec(text) ?? [];
  if (name === '') throw badRequest(`invalid ${kind} request ${JSON.stringify(text)}`);
  return { scheme: scheme || 'http', name, port };
}

/** What concerns one connection alone, or the client's identity here, is not passed on. */
const notForwarded = new Set([
  'authorization',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Sends the request on to `origin` and answers what it answers. */
export async function proxyRequest(request: ConnectRequest, origin: string): Promise<ConnectResponse> {
  try {
    const response = await send(request, origin);
    return { status: response.statusCode ?? 502, headers: plainHeaders(response.headers), body: response };
  } catch (error) {
    throw serviceUnavailable(
      `error trying to reach service: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function send(
  { method, headers, body, path, query, signal }: ConnectRequest,
  origin: string,
): Promise<IncomingMessage> {
  const url = new URL(`${origin}/${path}${query.size === 0 ? '' : `?${query}`}`);
  const forwarded = Object.entries(headers).filter(
    ([name, value]) => value !== undefined && !notForwarded.has(name) && !name.startsWith('impersonate-'),
  );
  // Pods show certificates of their own making: nothing says who should have signed them.
  const request =
    url.protocol === 'https:'
      ? https.request(url, { method, rejectUnauthorized: false })
      : http.request(url, { method });
  for (const [name, value] of forwarded) request.setHeader(name, value ?? '');
  signal.addEventListener('abort', () => request.destroy(), { once: true });
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
    if (body !== undefined) request.setHeader('content-length', body.length);
    request.end(body);
  });
}

/**
 * Host and port of a URL; IPv6 addresses in brackets. Throws 400 for addresses that no Pod can have: names, and the
 * link-local addresses behind which clouds keep their machines' credentials.
 */
export function originOf(scheme: string, address: string, port: number | string): string {
  const family = isIP(address);
  if (family === 0 || forbiddenAddresses.check(address, family === 6 ? 'ipv6' : 'ipv4')) {
    throw badRequest('address not allowed');
  }
  return `${scheme}://${family === 6 ? `[${address}]` : address}:${port}`;
}

const forbiddenAddresses = new BlockList();
forbiddenAddresses.addSubnet('0.0.0.0', 8, 'ipv4');
forbiddenAddresses.addSubnet('169.254.0.0', 16, 'ipv4');
forbiddenAddresses.addSubnet('224.0.0.0', 4, 'ipv4');
forbiddenAddresses.addAddress('::', 'ipv6');
forbiddenAddresses.addSubnet('fe80::', 10, 'ipv6');
forbiddenAddresses.addSubnet('ff00::', 8, 'ipv6');

function plainHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name === 'transfer-encoding' || name === 'connection' || name === 'keep-alive') continue;
    plain[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return plain;
}
