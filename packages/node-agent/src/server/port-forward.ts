import type { Duplex } from 'node:stream';
import { createWebSocketStream } from 'ws';
import type { AgentRequest } from './agent-request.js';
import { findPod } from './find-container.js';
import { HttpError } from './http-error.js';
import { acceptSpdy } from './streams/accept-spdy.js';
import { acceptWebSocket } from './streams/accept-websocket.js';
import { forwardChannels } from './streams/forward-channels.js';
import { SpdySession, type SpdyStream } from './streams/spdy/spdy-session.js';
import { isSpdy, isWebSocket, type Upgrade } from './streams/stream-session.js';

const spdyProtocol = 'portforward.k8s.io';
/** SPDY inside WebSocket messages: what kubectl asks for first. */
const tunnelProtocol = `SPDY/3.1+${spdyProtocol}`;
const channelProtocols = ['v4.channel.k8s.io', 'portforward.k8s.io', 'v4.base64.channel.k8s.io'];

/** Connects to a port of the pod. */
export type Dial = (port: number) => Promise<Duplex>;

/** `/portForward/NAMESPACE/POD`: connections to ports of a pod, in any of the protocols of Kubernetes. */
export function portForward(request: AgentRequest, upgrade: Upgrade): void {
  const { pod, state } = findPod(request);
  if (state.podIP === undefined) throw new HttpError(500, `pod ${pod.metadata.name} is not running`);
  const dial: Dial = (port) => request.context.driver.connect(pod.metadata.uid ?? '', port);
  if (isSpdy(upgrade)) forwardSpdy(acceptSpdy(upgrade, [spdyProtocol]).connection, dial);
  else if (isWebSocket(upgrade)) void forwardWebSocket(request, upgrade, dial);
  else throw new HttpError(400, 'unable to upgrade: missing upgrade headers in request');
}

async function forwardWebSocket(request: AgentRequest, upgrade: Upgrade, dial: Dial): Promise<void> {
  const socket = await acceptWebSocket(upgrade, [tunnelProtocol, ...channelProtocols]);
  if (socket.protocol === tunnelProtocol) forwardSpdy(createWebSocketStream(socket), dial);
  else
    forwardChannels(
      socket,
      request.query
        .getAll('port')
        .flatMap((ports) => ports.split(','))
        .map(Number),
      dial,
    );
}

/** Each connection is a pair of streams of one `requestID`: `data`, and `error` for what goes wrong. */
function forwardSpdy(connection: Duplex, dial: Dial): void {
  const halves = new Map<string, SpdyStream>();
  new SpdySession(connection, (stream) => {
    const id = stream.headers.get('requestid') ?? '';
    const other = halves.get(id);
    if (other === undefined) {
      halves.set(id, stream);
      return;
    }
    halves.delete(id);
    const isData = stream.headers.get('streamtype') === 'data';
    const [data, error] = isData ? [stream, other] : [other, stream];
    void join(data, error.duplex, dial);
  });
}

async function join({ headers, duplex }: SpdyStream, error: Duplex, dial: Dial): Promise<void> {
  const port = Number(headers.get('port'));
  error.resume();
  try {
    const target = await dial(port);
    target.on('error', () => duplex.destroy());
    duplex.on('close', () => target.destroy());
    duplex.pipe(target);
    target.pipe(duplex);
    target.once('end', () => error.end());
  } catch (failure) {
    error.end(`error forwarding port ${port}: ${(failure as Error).message}`);
    duplex.end();
  }
}
