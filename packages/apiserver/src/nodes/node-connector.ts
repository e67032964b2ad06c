import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import { failureStatus, notFound, type ObjectKey, StatusError } from '@sampan/api';
import { hijackTo } from '../http/hijack.js';
import type { ConnectRequest, ConnectResponse } from '../kinds/subresource.js';
import type { ObjectAccess } from '../objects/object-access.js';

export interface NodeConnector {
  /** Sends a request to the agent of a node; rejects with a 502/503 StatusError that names the node when it cannot be reached. */
  request(
    node: string,
    path: string,
    options?: { method?: string; signal?: AbortSignal },
  ): Promise<ConnectResponse & { readonly body: AsyncIterable<Uint8Array> }>;
  /** Connects to a port of a Pod, through the agent of its node; rejects as `request` does. */
  connectToPod(node: string, pod: ObjectKey, port: number): Promise<Duplex>;
  /** Asks the agent for the upgrade that a client asks for: its connection takes over, or it says why not. */
  upgrade(
    node: string,
    path: string,
    client: Pick<ConnectRequest, 'method' | 'headers' | 'signal'>,
  ): Promise<ConnectResponse>;
}

export interface NodeConnectorOptions {
  readonly objects: ObjectAccess;
  /** What this server proves its identity to agents with, and who signs theirs; PEM texts. */
  readonly tls: { cert?: string; key?: string; ca?: string };
}

interface OpenOptions {
  readonly method: string;
  /** Names and values by turns. */
  readonly headers?: readonly string[];
  readonly signal?: AbortSignal;
  /** False: a connection of its own. */
  readonly agent?: false;
}

/** The order in which a node's addresses are tried. */
const addressTypes = ['InternalIP', 'Hostname', 'ExternalIP'] as const;

/** Reaches nodes' agents over HTTPS, at the address and port that their Node objects name. */
export function createNodeConnector({ objects, tls }: NodeConnectorOptions): NodeConnector {
  // As kube-apiserver: without an authority for agents' certificates, any certificate will do.
  const trust = { ...tls, rejectUnauthorized: tls.ca !== undefined };
  const agent = new https.Agent({ keepAlive: true, ...trust });

  function endpointOf(name: string): { host: string; port: number } {
    const node = objects.nodes.get('', name);
    if (node === undefined) throw notFound({ group: '', resource: 'nodes' }, name);
    const addresses = node.status?.addresses ?? [];
    const found = addressTypes.map((type) => addresses.find((address) => address.type === type)).find(Boolean);
    const port = node.status?.daemonEndpoints?.kubeletEndpoint?.Port;
    if (found === undefined || !port) {
      throw unreachable(name, new Error('the node has not told its address and port yet'));
    }
    return { host: found.address, port };
  }

  function open(node: string, path: string, { headers = [], ...options }: OpenOptions) {
    const { host, port } = endpointOf(node);
    return https.request({
      agent,
      ...trust,
      host,
      port,
      path,
      headers: ['host', `${host}:${port}`, ...headers],
      ...options,
    });
  }

  return {
    request: (node, path, { method = 'GET', signal } = {}) =>
      new Promise((resolve, reject) => {
        const request = open(node, path, { method, ...(signal && { signal }) });
        request.on('error', (error) => reject(unreachable(node, error)));
        request.once('response', (response) => resolve(passedOn(response)));
        request.end();
      }),
    connectToPod: (node, { namespace, name }, port) =>
      new Promise((resolve, reject) => {
        // Without a length the end of the body would be written into the connection.
        const headers = ['connection', 'Upgrade', 'upgrade', 'tcp', 'content-length', '0'];
        const path = `/connect/${[namespace, name, port].map(encodeURIComponent).join('/')}`;
        const upstream = open(node, path, { method: 'POST', headers, agent: false });
        upstream.once('error', (error) => reject(unreachable(node, error)));
        upstream.once('upgrade', (_response, socket: Duplex, head: Buffer) => {
          if (head.length > 0) socket.unshift(head);
          resolve(socket);
        });
        upstream.once('response', (response) => {
          readText(response).then((text) => reject(new Error(text.trim())), reject);
        });
        upstream.end();
      }),
    upgrade: (node, path, { method, headers, signal }) =>
      new Promise((resolve, reject) => {
        // Where a method may have a body, Node would announce one by itself and end it behind the headers.
        const noBody = method === 'GET' ? [] : ['content-length', '0'];
        // On a connection of its own: nothing that the client says can be left over for somebody else's request.
        const options = { method, headers: [...forwardedHeaders(headers), ...noBody], agent: false as const, signal };
        const upstream = open(node, path, options);
        upstream.on('error', (error) => reject(unreachable(node, error)));
        upstream.once('upgrade', (response: IncomingMessage, socket: Duplex, head: Buffer) => {
          resolve(hijackTo(response, socket, head));
        });
        upstream.once('response', (response) => resolve(passedOn(response)));
        upstream.end();
      }),
  };
}

/** What is between this server and its client is none of the agent's business, and an upgrade has no body. */
const privateHeaders = /^(authorization|content-length|cookie|expect|host|impersonate-.*|transfer-encoding)$/i;
const maxRefusal = 4096;
/** What concerns one connection alone. */
const hopHeaders = /^(connection|keep-alive|transfer-encoding|upgrade)$/i;
const tokenProtocol = /^base64url\.bearer\.authorization\.k8s\.io\./;

/** Names and values by turns. */
function forwardedHeaders(headers: ConnectRequest['headers']): string[] {
  const pairs = Object.entries(headers).flatMap(([name, values = []]) => [values].flat().map((value) => [name, value]));
  return pairs.flatMap(([name = '', value = '']) => {
    if (privateHeaders.test(name)) return [];
    const passed = name === 'sec-websocket-protocol' ? withoutToken(value) : value;
    return passed === '' ? [] : [name, passed];
  });
}

/** Browsers send their token as one of the protocols. */
function withoutToken(protocols: string): string {
  const all = protocols.split(',').map((protocol) => protocol.trim());
  return all.filter((protocol) => !tokenProtocol.test(protocol)).join(', ');
}

/** An answer of the agent, without what concerns its connection alone. */
function passedOn(response: IncomingMessage) {
  // Whoever reads the body hears of this too.
  response.on('error', () => undefined);
  const headers = Object.entries(response.headers)
    .filter(([name]) => !hopHeaders.test(name))
    .map(([name, value]) => [name, String(value)]);
  return { status: response.statusCode ?? 502, headers: Object.fromEntries(headers), body: response };
}

/** What an agent says when it refuses: a line. */
async function readText(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) if (text.length < maxRefusal) text += chunk;
  return text;
}

function unreachable(node: string, error: Error): StatusError {
  const message = `error dialing backend: node ${JSON.stringify(node)}: ${error.message}`;
  return new StatusError(failureStatus(502, 'ServiceUnavailable', { message }), { cause: error });
}
