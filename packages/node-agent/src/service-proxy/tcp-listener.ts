import { connect, createServer, type Socket } from 'node:net';
import type { Clock } from '@sampan/api';
import { EndpointPicker } from './endpoint-picker.js';
import type { ServiceListener } from './service-listener.js';

/** An endpoint that takes longer than this to answer is as good as gone. */
const connectTimeout = 3000;

/**
 * Listens on a Service's address and joins every connection with one to an endpoint. An endpoint that refuses is passed
 * over for the next: a pod that has just ended costs no request.
 */
export async function listenTcp(
  { address, port }: { address: string; port: number },
  clock: Clock,
): Promise<ServiceListener> {
  const picker = new EndpointPicker();
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (client) => {
    open.add(client);
    client.once('close', () => open.delete(client));
    void pass(client, picker, clock);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: address, port, backlog: 1024 }, resolve);
  });
  server.on('error', () => undefined);
  return {
    update: (targets, affinityMs) => picker.update(targets, affinityMs),
    close: () => {
      server.close();
      server.unref();
      for (const client of open) client.unref();
    },
  };
}

async function pass(client: Socket, picker: EndpointPicker, clock: Clock): Promise<void> {
  const from = client.remoteAddress ?? '';
  client.on('error', () => client.destroy());
  for (const target of picker.order(from, clock.now())) {
    const upstream = await dial(target.address, target.port);
    if (upstream === undefined) continue;
    picker.connected(from, target, clock.now());
    join(client, upstream);
    return;
  }
  client.resetAndDestroy();
}

function dial(host: string, port: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, allowHalfOpen: true, noDelay: true, timeout: connectTimeout });
    const fail = () => {
      socket.destroy();
      resolve(undefined);
    };
    socket.once('error', fail);
    socket.once('timeout', fail);
    socket.once('connect', () => {
      socket.off('error', fail);
      socket.off('timeout', fail);
      socket.setTimeout(0);
      resolve(socket);
    });
  });
}

function join(client: Socket, upstream: Socket): void {
  if (client.destroyed) {
    upstream.destroy();
    return;
  }
  upstream.on('error', () => client.resetAndDestroy());
  client.on('close', () => upstream.destroy());
  upstream.on('close', () => client.destroySoon());
  client.pipe(upstream);
  upstream.pipe(client);
}
