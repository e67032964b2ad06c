import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import { failureStatus, type Node, notFound, StatusError } from '@sampan/api';
import type { NodeConnector, ObjectAccess, ResourceCatalog } from './services.js';

export interface NodeConnectorOptions {
  readonly resources: ResourceCatalog;
  readonly objects: ObjectAccess;
  /** What this server proves its identity to agents with, and who signs theirs; PEM texts. */
  readonly tls: { cert?: string; key?: string; ca?: string };
}

/** The order in which a node's addresses are tried. */
const addressTypes = ['InternalIP', 'Hostname', 'ExternalIP'] as const;

/** Reaches nodes' agents over HTTPS, at the address and port that their Node objects name. */
export function createNodeConnector({ resources, objects, tls }: NodeConnectorOptions): NodeConnector {
  const agent = new https.Agent({
    keepAlive: true,
    ...tls,
    // As kube-apiserver: without an authority for agents' certificates, any certificate will do.
    rejectUnauthorized: tls.ca !== undefined,
  });

  function endpointOf(name: string): { host: string; port: number } {
    const definition = resources.findAny('', 'nodes');
    const node = definition && objects.get<Node>(definition, { namespace: '', name });
    if (node === undefined) throw notFound({ group: '', resource: 'nodes' }, name);
    const addresses = node.status?.addresses ?? [];
    const found = addressTypes.map((type) => addresses.find((address) => address.type === type)).find(Boolean);
    const port = node.status?.daemonEndpoints?.kubeletEndpoint?.Port;
    if (found === undefined || !port) {
      throw unreachable(name, new Error('the node has not told its address and port yet'));
    }
    return { host: found.address, port };
  }

  function open(node: string, path: string, options: { method: string; headers?: string[]; signal?: AbortSignal }) {
    const { host, port } = endpointOf(node);
    const { method, signal } = options;
    const headers = ['host', `${host}:${port}`, ...(options.headers ?? [])];
    return https.request({ agent, host, port, path, method, headers, ...(signal && { signal }) });
  }

  return {
    request: (node, path, { method = 'GET', signal } = {}) =>
      new Promise((resolve, reject) => {
        const request = open(node, path, { method, ...(signal && { signal }) });
        request.once('error', (error) => reject(unreachable(node, error)));
        request.once('response', (response) => {
          const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
          resolve({ status: response.statusCode ?? 502, headers: Object.fromEntries(headers), body: response });
        });
        request.end();
      }),
    upgrade: (node, path, client) =>
      new Promise((resolve, reject) => {
        const { request, socket, head } = client;
        const upstream = open(node, path, { method: request.method ?? 'GET', headers: forwardedHeaders(request) });
        upstream.once('error', (error) => reject(unreachable(node, error)));
        upstream.once('upgrade', (response: IncomingMessage, agentSocket: Duplex, agentHead: Buffer) => {
          socket.write(statusAndHeaders(response));
          if (agentHead.length > 0) socket.write(agentHead);
          if (head.length > 0) agentSocket.write(head);
          splice(socket, agentSocket);
          resolve();
        });
        upstream.once('response', (response) => {
          socket.write(statusAndHeaders(response));
          response.pipe(socket);
          resolve();
        });
        upstream.end();
      }),
  };
}

/** What is between this server and its client is none of the agent's business. */
const privateHeaders = /^(authorization|host|cookie|impersonate-.*)$/i;

/** Names and values by turns, in their order and case. */
function forwardedHeaders({ rawHeaders }: IncomingMessage): string[] {
  const headers: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (!privateHeaders.test(name)) headers.push(name, rawHeaders[index + 1] ?? '');
  }
  return headers;
}

function statusAndHeaders({ statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Joins two sockets until both directions have ended, or one breaks. */
function splice(left: Duplex, right: Duplex): void {
  for (const [from, to] of [
    [left, right],
    [right, left],
  ] as const) {
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  }
}

function unreachable(node: string, error: Error): StatusError {
  const message = `error dialing backend: node ${JSON.stringify(node)}: ${error.message}`;
  return new StatusError(failureStatus(502, 'ServiceUnavailable', { message }), { cause: error });
}
