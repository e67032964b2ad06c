import type { WebSocket } from 'ws';
import type { Dial } from '../port-forward.js';
import { channels } from './channels.js';

const internalError = 1011;

/**
 * Port-forward in the channel protocol: the ports are named in the request, the n-th has the channels 2n for data and
 * 2n+1 for errors, and each channel begins with its port as two bytes.
 */
export function forwardChannels(socket: WebSocket, ports: readonly number[], dial: Dial): void {
  if (ports.length === 0 || ports.some((port) => !Number.isInteger(port) || port < 1 || port > 65535)) {
    socket.close(internalError, 'query parameter "port" is required');
    return;
  }
  const carried = channels(socket, socket.protocol.includes('base64'));
  const targets = ports.map((port, index) => {
    const data = carried.writable(2 * index);
    const error = carried.writable(2 * index + 1);
    for (const stream of [data, error]) stream.write(portBytes(port));
    return connect(port, { dial, data, error });
  });
  carried.onMessage((number, bytes) => {
    if (number % 2 === 0) targets[number / 2]?.(bytes);
  });

  function connect(
    port: number,
    { dial, data, error }: { dial: Dial; data: NodeJS.WritableStream; error: NodeJS.WritableStream },
  ) {
    const target = dial(port);
    target
      .then((connection) => {
        connection.pipe(data, { end: false });
        connection.on('error', () => socket.close());
        connection.once('end', () => socket.close());
        socket.once('close', () => connection.destroy());
      })
      .catch((failure: Error) => error.write(`error forwarding port ${port}: ${failure.message}`));
    // Bytes that come before the connection stands are kept in order by the promise.
    return (bytes: Buffer) => void target.then((connection) => connection.write(bytes)).catch(() => undefined);
  }
}

function portBytes(port: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(port);
  return bytes;
}
