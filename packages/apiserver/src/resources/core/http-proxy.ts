import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { serviceUnavailable } from '@sampan/api';
import type { ConnectRequest, ConnectResponse, ConnectSubresource } from '../subresource.js';

export const proxyMethods: ConnectSubresource['methods'] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** `[scheme:]name[:port]`: how a proxied object's name also says how to reach it. */
export function parseProxyName(text: string): { scheme: string; name: string; port: string } {
  const parts = text.split(':');
  if (parts.length === 1) return { scheme: 'http', name: parts[0] ?? '', port: '' };
  if (parts.length === 2) return { scheme: 'http', name: parts[0] ?? '', port: parts[1] ?? '' };
  return { scheme: parts[0] || 'http', name: parts[1] ?? '', port: parts[2] ?? '' };
}

/** What concerns one connection alone, or the client's identity here, is not passed on. */
const notForwarded = new Set([
  'authorization',
  'connection',
  'host',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'content-length',
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
  const forwarded = Object.entries(headers).filter(([name, value]) => value !== undefined && !notForwarded.has(name));
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

/** Host and port of a URL; IPv6 addresses in brackets. */
export function originOf(scheme: string, address: string, port: number | string): string {
  return `${scheme}://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

function plainHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name === 'transfer-encoding' || name === 'connection' || name === 'keep-alive') continue;
    plain[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return plain;
}
