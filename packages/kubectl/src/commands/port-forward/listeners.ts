import { createServer, isIP, type Server, type Socket } from 'node:net';
import type { Context } from '../../framework/context.js';
import { errorWords } from '../../framework/error-words.js';
import { CommandError } from '../../framework/errors.js';
import type { ForwardedPort } from './ports.js';

/** The values of `--address` as addresses of this machine. */
export function listenAddresses(values: readonly string[]): string[] {
  const addresses = values.flatMap((value) => {
    if (value === 'localhost') return ['127.0.0.1', '::1'];
    if (isIP(value) === 0) throw new CommandError(`${value} is not a valid IP`);
    return [value];
  });
  return [...new Set(addresses)];
}

/**
 * Listens for each port at each address, says so, and hands out connections. Fails if a port can be listened for at
 * none of the addresses. A free local port that the system chose is set in its `ForwardedPort`.
 */
export async function startListeners(
  context: Context,
  { ports, addresses }: { ports: ForwardedPort[]; addresses: readonly string[] },
  onConnection: (socket: Socket, port: ForwardedPort) => void,
): Promise<Server[]> {
  const servers: Server[] = [];
  for (const port of ports) {
    const failures: string[] = [];
    for (const address of addresses) {
      // Whoever ends its side of the connection may still be read from.
      const server = createServer({ allowHalfOpen: true }, (socket) => onConnection(socket, port));
      try {
        await listen(server, port.local, address);
      } catch (error) {
        failures.push(`unable to create listener: Error listen ${address}: ${errorWords(error)}`);
        continue;
      }
      const bound = server.address();
      if (bound !== null && typeof bound === 'object') port.local = bound.port;
      const shown = address.includes(':') ? `[${address}]` : address;
      context.print(`Forwarding from ${shown}:${port.local} -> ${port.remote}\n`);
      servers.push(server);
    }
    if (failures.length === addresses.length) {
      context.print(
        `Unable to listen on port ${port.local}: Listeners failed to create with the following errors: [${failures.join(' ')}]\n`,
      );
    }
  }
  if (servers.length === 0) {
    const shown = ports.map(({ local, remote }) => `{${local} ${remote}}`).join(' ');
    throw new CommandError(`unable to listen on any of the requested ports: [${shown}]`);
  }
  return servers;
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
