import { createWebSocketStream } from 'ws';
import { dialError } from '../probes/dial-error.js';
import type { AgentRequest } from './agent-request.js';
import { findPod } from './find-container.js';
import { HttpError } from './http-error.js';
import { acceptSpdy } from './streams/accept-spdy.js';
import { acceptWebSocket } from './streams/accept-websocket.js';
import { forwardChannels } from './streams/forward-channels.js';
import { forwardSpdy } from './streams/forward-spdy.js';
import type { ForwardedPort } from './streams/join-connection.js';
import { isSpdy, isWebSocket, type Upgrade } from './streams/stream-session.js';

const spdyProtocol = 'portforward.k8s.io';
/** SPDY inside WebSocket messages: what kubectl asks for first. */
const tunnelProtocol = `SPDY/3.1+${spdyProtocol}`;
const channelProtocols = ['v4.channel.k8s.io', 'portforward.k8s.io', 'v4.base64.channel.k8s.io'];

/** `/portForward/NAMESPACE/POD`: connections to ports of a pod, in any of the protocols of Kubernetes. */
export async function portForward(request: AgentRequest, upgrade: Upgrade): Promise<void> {
  const { pod, state } = findPod(request);
  if (state.podIP === undefined) throw new HttpError(500, `pod ${pod.metadata.name} is not running`);
  const { name, uid = '' } = pod.metadata;
  const forwarded = (port: number): ForwardedPort => ({
    dial: () => request.context.driver.network.connect(uid, port),
    failure: (error) =>
      `error forwarding port ${port} to pod ${name}, uid ${uid}: ${dialError(error, { host: state.podIP ?? '', port })}`,
  });
  if (isSpdy(upgrade)) return forwardSpdy(acceptSpdy(upgrade, [spdyProtocol]).connection, { forwarded, ...upgrade });
  if (isWebSocket(upgrade)) return forwardWebSocket(request, upgrade, forwarded);
  throw new HttpError(400, 'unable to upgrade: missing upgrade headers in request');
}

async function forwardWebSocket(
  { query }: AgentRequest,
  upgrade: Upgrade,
  forwarded: (port: number) => ForwardedPort,
): Promise<void> {
  const isTunnel = upgrade.message.headers['sec-websocket-protocol']?.includes(tunnelProtocol) ?? false;
  const ports = isTunnel ? [] : portsOf(query);
  const accepted = await acceptWebSocket(upgrade, [tunnelProtocol, ...channelProtocols]);
  if (accepted.protocol === tunnelProtocol)
    forwardSpdy(createWebSocketStream(accepted.socket), { forwarded, ...upgrade });
  else await forwardChannels(accepted, { ports, forwarded, ...upgrade });
}

function portsOf(query: URLSearchParams): number[] {
  const texts = query.getAll('port').flatMap((ports) => ports.split(','));
  if (texts.length === 0) throw new HttpError(400, 'query parameter "port" is required');
  return texts.map((text) => {
    const port = Number(text);
    if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
    throw new HttpError(400, `invalid port ${JSON.stringify(text)}`);
  });
}
