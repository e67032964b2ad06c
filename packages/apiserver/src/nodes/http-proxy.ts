import http from 'node:http';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { badRequest, type Pod, serviceUnavailable } from '@sampan/api';
import { type EndpointAddress, endpointProblem } from '../addresses/endpoint-addresses.js';
import { blockListOf } from '../addresses/special-addresses.js';
import { hijackTo } from '../http/hijack.js';
import type { ConnectRequest, ConnectResponse, ConnectSubresource } from '../kinds/subresource.js';
import type { ServerContext } from '../server/server-context.js';

export const proxyMethods: ConnectSubresource['methods'] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** The fields of `PodProxyOptions` and the like. */
export function proxyOptions({ path }: { readonly path: string }): Record<string, unknown> {
  return path === '' ? {} : { path: `/${path}` };
}

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

/** Where a request goes. */
export interface ProxyTarget {
  readonly scheme: string;
  /** The host and port of the URL. */
  readonly authority: string;
  connect(): Promise<Duplex>;
  /** Whom to trust, and who this server is. Without it: whoever answers, and nobody. */
  readonly tls?: ConnectionOptions;
}

/**
 * A Pod, reached through the agent of its node: the agent knows which ports are the Pod's own, and which are those of
 * the host that it shares addresses with.
 */
export function podTarget(
  pod: Pod,
  { scheme, port }: { scheme: string; port: number },
  server: ServerContext,
): ProxyTarget {
  const { name = '', namespace = '' } = pod.metadata;
  const address = pod.status?.podIPs?.[0]?.ip ?? pod.status?.podIP;
  const node = pod.spec.nodeName;
  if (!address || isIP(address) === 0 || !node) throw badRequest('address not allowed');
  return {
    scheme,
    authority: authorityOf(address, port),
    connect: () => server.nodes.connectToPod(node, { namespace, name }, port),
  };
}

/**
 * An address that is no Pod's. Throws 400 for those that nobody may be led to: names, the host's own, and the link-local
 * addresses behind which clouds keep their machines' credentials.
 */
export function addressTarget(scheme: string, endpoint: EndpointAddress, server: ServerContext): ProxyTarget {
  const { address, ports } = endpoint;
  const [port = 0] = ports;
  const family = isIP(address);
  const isForbidden = family === 0 || forbiddenAddresses.check(address, family === 6 ? 'ipv6' : 'ipv4');
  // Who has an address of the cluster's Pods is a Pod, and would have been found.
  if (isForbidden || server.addresses.isPodAddress(address) || endpointProblem(endpoint, server) !== undefined) {
    throw badRequest('address not allowed');
  }
  return {
    scheme,
    authority: authorityOf(address, port),
    connect: () => connected(connectTcp({ host: address, port })),
  };
}

function authorityOf(address: string, port: number): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}

const forbiddenAddresses = blockListOf(['0.0.0.0/8', '224.0.0.0/4', 'ff00::/8']);

export function connected<T extends Duplex>(socket: T, event = 'connect'): Promise<T> {
  return new Promise((resolve, reject) => {
    socket.once(event, () => resolve(socket));
    socket.once('error', reject);
  });
}

/** Sends the request on and answers what it is answered. */
export async function proxyRequest(request: ConnectRequest, target: ProxyTarget): Promise<ConnectResponse> {
  try {
    return await send(request, target);
  } catch (error) {
    throw serviceUnavailable(
      `error trying to reach service: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function send(
  { method, headers, body, path, query, upgrade, signal }: ConnectRequest,
  { scheme, authority, connect, tls = { rejectUnauthorized: false } }: ProxyTarget,
): Promise<ConnectResponse> {
  const url = new URL(`http://${authority}/${path}${query.size === 0 ? '' : `?${query}`}`);
  const forwarded = Object.entries(headers).filter(
    ([name, value]) => value !== undefined && !notForwarded.has(name) && !name.startsWith('impersonate-'),
  );
  const plain = await connect();
  // Pods show certificates of their own making: nothing says who should have signed them.
  const secure = scheme === 'https' ? connectTls({ socket: plain, ...tls }) : undefined;
  plain.on('error', (error) => secure?.destroy(error));
  const socket = secure === undefined ? plain : await connected(secure, 'secureConnect');
  const request = http.request(url, { method, createConnection: () => socket as Socket });
  for (const [name, value] of forwarded) request.setHeader(name, value ?? '');
  if (upgrade) request.setHeader('connection', 'Upgrade').setHeader('upgrade', headers.upgrade ?? '');
  signal.addEventListener('abort', () => request.destroy(), { once: true });
  return new Promise((resolve, reject) => {
    request.once('response', (response) => {
      response.once('close', () => socket.destroy());
      resolve({ status: response.statusCode ?? 502, headers: plainHeaders(response.headers), body: response });
    });
    request.once('upgrade', (response, upgraded: Duplex, head: Buffer) => {
      resolve(hijackTo(response, upgraded, head));
    });
    request.once('error', (error) => {
      socket.destroy();
      reject(error);
    });
    if (body !== undefined) request.setHeader('content-length', body.length);
    request.end(body);
  });
}

function plainHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name === 'transfer-encoding' || name === 'connection' || name === 'keep-alive') continue;
    plain[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return plain;
}
