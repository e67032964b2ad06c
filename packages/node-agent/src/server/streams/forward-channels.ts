import type { Clock } from '@sampan/api';
import type { AcceptedWebSocket } from './accept-websocket.js';
import { channels } from './channels.js';
import { type ForwardedPort, joinConnection } from './join-connection.js';

const normalClosure = 1000;

/**
 * Port-forward in the channel protocol: the ports are named in the request, the n-th has the channels 2n for data and
 * 2n+1 for errors, and each channel begins with its port as two bytes. Over when every connection is.
 */
export async function forwardChannels(
  accepted: AcceptedWebSocket,
  { ports, forwarded, clock }: { ports: readonly number[]; forwarded(port: number): ForwardedPort; clock: Clock },
): Promise<void> {
  const carried = channels(accepted, clock);
  await Promise.all(
    ports.map((port, index) => {
      const [data, error] = [carried.writable(2 * index), carried.writable(2 * index + 1)];
      const input = carried.readable(2 * index);
      carried.readable(2 * index + 1).resume();
      for (const stream of [data, error]) stream.write(portBytes(port));
      return joinConnection({ input, output: data, error }, forwarded(port));
    }),
  );
  accepted.socket.close(normalClosure);
}

function portBytes(port: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(port);
  return bytes;
}
