import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from 'node:https';
import { authenticationOf, outgoingHeaders } from './authentication.js';
import type { ConnectionConfig, Credentials } from './connection-config.js';
import { ConnectionError } from './connection-error.js';
import { connectThroughProxy } from './proxy-tunnel.js';
import { tlsOptions } from './tls-options.js';
import type { HttpRequest, HttpResponse, Transport } from './transport.js';

/** Connections for requests that end soon; what lasts (watches, followed logs) has its own each. */
const pooledConnections = 32;

/** A silent connection is probed after so many milliseconds: a watch has to notice a server that vanished. */
const keepAliveDelay = 30_000;

/**
 * Talks HTTP/1.1 to `config.server` over one pool of kept connections. Built on node:https: it loads in a few
 * milliseconds, which counts in a command line.
 */
export function createHttpTransport(config: ConnectionConfig): Transport {
  const base = new URL(config.server);
  const basePath = base.pathname.replace(/\/$/, '');
  const authentication = authenticationOf(config);
  let agents: Agents | undefined;

  async function send(request: HttpRequest, mayRenew: boolean): Promise<HttpResponse> {
    const { headers, credentials } = await authentication.current();
    agents = agentsFor(config, credentials, agents);
    const path = basePath + request.path;
    const options: RequestOptions = {
      method: request.method,
      path,
      host: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port,
      headers: outgoingHeaders({ ...userAgent(config), ...headers, ...request.headers, ...lengthOf(request.body) }),
      agent: isLong(request.path) ? agents.streams : agents.pool,
      signal: request.signal,
    };
    if (config.socketPath !== undefined) options.socketPath = config.socketPath;
    try {
      const message = await exchange(base.protocol, options, { ...config, body: request.body });
      if (message.statusCode === 401 && mayRenew && authentication.refused()) {
        message.resume();
        return send(request, false);
      }
      return responseOf(message);
    } catch (error) {
      // Each attempt uses up one stale connection; the one that is opened when there are none left is fresh.
      if (error instanceof StaleConnection && isSafe(request.method)) return send(request, mayRenew);
      throw new ConnectionError(
        request.method,
        `${base.origin}${path}`,
        error instanceof StaleConnection ? error.cause : error,
      );
    }
  }

  return {
    request: (request) => send(request, true),
    async close() {
      agents?.pool.destroy();
      agents?.streams.destroy();
    },
  };
}

interface Agents {
  pool: HttpAgent;
  streams: HttpAgent;
  cert: string | undefined;
}

/** The agents for these credentials: new ones when a plugin brought another certificate. */
function agentsFor(config: ConnectionConfig, credentials: Credentials, agents: Agents | undefined): Agents {
  const cert = credentials.cert ?? config.cert;
  if (agents !== undefined && agents.cert === cert) return agents;
  agents?.pool.destroy();
  const secure = config.server.startsWith('https:');
  const tls = secure ? tlsOptions(config, credentials) : undefined;
  const make = (options: { keepAlive: boolean; maxSockets: number }): HttpAgent => {
    const agent = secure ? new HttpsAgent({ ...options, ...tls }) : new HttpAgent(options);
    if (config.proxyUrl !== undefined) tunnel(agent, config, tls);
    return agent;
  };
  return {
    pool: make({ keepAlive: true, maxSockets: pooledConnections }),
    streams: make({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY }),
    cert,
  };
}

/** Makes `agent` reach the server through the proxy. */
function tunnel(agent: HttpAgent, config: ConnectionConfig, tls: ReturnType<typeof tlsOptions> | undefined): void {
  const { proxyUrl = '', server } = config;
  const { hostname, port } = new URL(server);
  const target = { host: hostname, port: Number(port || (tls === undefined ? 80 : 443)) };
  const open = (_options: unknown, callback: (error: Error | null, socket?: unknown) => void): void => {
    connectThroughProxy(proxyUrl, target, tls).then(
      (socket) => callback(null, socket),
      (error: Error) => callback(error),
    );
  };
  Object.assign(agent, { createConnection: open });
}

/**
 * A kept connection ended before it brought an answer: most often because the server had closed it, but it may have
 * read the request, and even have done what it says.
 */
class StaleConnection extends Error {}

/** Whether asking twice does what asking once does (RFC 9110, safe methods). A write may be done, and is not repeated. */
function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

function exchange(
  protocol: string,
  options: RequestOptions,
  {
    body,
    timeoutMs,
    keepAliveMs = keepAliveDelay,
  }: Pick<ConnectionConfig, 'timeoutMs' | 'keepAliveMs'> & Pick<HttpRequest, 'body'>,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request: ClientRequest = protocol === 'http:' ? httpRequest(options) : httpsRequest(options);
    if (timeoutMs !== undefined && timeoutMs > 0) limitHead(request, timeoutMs);
    request.once('socket', (socket) => socket.setKeepAlive(true, keepAliveMs));
    request.once('response', resolve);
    request.once('error', (error: NodeJS.ErrnoException) => {
      const stale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      reject(stale ? new StaleConnection(error.message, { cause: error }) : error);
    });
    request.end(body);
  });
}

function limitHead(request: ClientRequest, timeoutMs: number): void {
  const timer = setTimeout(
    () => request.destroy(Object.assign(new Error('timeout'), { code: 'HEAD_TIMEOUT' })),
    timeoutMs,
  );
  request.once('response', () => clearTimeout(timer));
  request.once('close', () => clearTimeout(timer));
}

function responseOf(message: IncomingMessage): HttpResponse {
  return {
    status: message.statusCode ?? 0,
    headers: Object.fromEntries(
      Object.entries(message.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : (value ?? ''),
      ]),
    ),
    body: message,
    text: () =>
      new Promise((resolve, reject) => {
        let text = '';
        message.setEncoding('utf8');
        message.on('data', (chunk: string) => {
          text += chunk;
        });
        message.once('end', () => resolve(text));
        message.once('error', reject);
      }),
  };
}

/** Said for every method: Node would send the body of a DELETE without any framing. */
function lengthOf(body: HttpRequest['body']): Record<string, string> {
  return body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
}

function userAgent(config: ConnectionConfig): Record<string, string> {
  return config.userAgent === undefined ? {} : { 'user-agent': config.userAgent };
}

function isLong(path: string): boolean {
  const query = path.indexOf('?');
  return query !== -1 && /[?&](watch|follow)=(true|1)/.test(path.slice(query));
}
