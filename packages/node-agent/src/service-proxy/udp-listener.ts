import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import type { Clock, Timer } from '@sampan/api';
import { EndpointPicker } from './endpoint-picker.js';
import type { ServiceListener } from './service-listener.js';

/** A client that is silent for so long is forgotten, as conntrack does. */
const idleMilliseconds = 30_000;

interface Flow {
  upstream: Socket;
  send(data: Buffer): void;
  idle: Timer;
}

/** Passes datagrams on to an endpoint, and its answers back, one flow for each client's address and port. */
export async function listenUdp(
  { address, port }: { address: string; port: number },
  clock: Clock,
): Promise<ServiceListener> {
  const picker = new EndpointPicker();
  const flows = new Map<string, Flow>();
  const socket = createSocket('udp4');
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, address, resolve);
  });
  socket.on('error', () => undefined);
  socket.on('message', (data, client) => {
    const flow = flowOf(client);
    flow?.send(data);
  });

  function flowOf(client: RemoteInfo): Flow | undefined {
    const key = `${client.address}:${client.port}`;
    const known = flows.get(key);
    if (known !== undefined) {
      known.idle.cancel();
      known.idle = forgetLater(key);
      return known;
    }
    const [target] = picker.order(client.address, clock.now());
    if (target === undefined) return undefined;
    picker.connected(client.address, target, clock.now());
    const upstream = createSocket('udp4');
    upstream.on('error', () => forget(key));
    upstream.on('message', (data) => socket.send(data, client.port, client.address));
    upstream.connect(target.port, target.address);
    const flow = { upstream, send: sender(upstream), idle: forgetLater(key) };
    flows.set(key, flow);
    return flow;
  }

  function forgetLater(key: string): Timer {
    return clock.setTimeout(() => forget(key), idleMilliseconds);
  }

  function forget(key: string): void {
    const flow = flows.get(key);
    flows.delete(key);
    flow?.idle.cancel();
    flow?.upstream.close();
  }

  return {
    update: (targets, affinityMs) => picker.update(targets, affinityMs),
    close: () => {
      for (const key of [...flows.keys()]) forget(key);
      socket.close();
    },
  };
}

/** Sends on a socket that is being connected: what comes before it is waits. */
function sender(socket: Socket): (data: Buffer) => void {
  let waiting: Buffer[] | undefined = [];
  socket.once('connect', () => {
    for (const data of waiting ?? []) socket.send(data);
    waiting = undefined;
  });
  return (data) => {
    if (waiting === undefined) socket.send(data);
    else waiting.push(data);
  };
}
