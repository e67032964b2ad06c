import type { Socket } from 'node:net';
import { keyOf, type Pod, resources } from '@sampan/api';
import type { StreamSocket } from '@sampan/client';
import type { Context } from '../../framework/context.js';
import { CommandError } from '../../framework/errors.js';
import type { ForwardedPort } from './ports.js';

/** The channels of the only port of the connection: the first byte of each message. */
const channels = { data: 0, error: 1 } as const;
const protocol = 'v4.channel.k8s.io';

/** How long a connection may be silent after this side has ended, in milliseconds: the protocol cannot pass that on. */
const lingering = 2000;

/**
 * Carries one connection to a port of a pod, over a WebSocket of its own, until either side ends it. Throws what the
 * pod's node reports.
 *
 * The first message of each channel is the port, as two bytes; the rest is what it says.
 */
export async function forwardConnection(
  context: Context,
  socket: Socket,
  { pod, port }: { pod: Pod; port: ForwardedPort },
): Promise<void> {
  const { objectPath, openStream } = await import('@sampan/client');
  const path = `${objectPath(resources.pods, keyOf(pod), 'portforward')}?ports=${port.remote}`;
  try {
    const stream = await openStream(await context.connection(), path, [protocol]);
    await carry(context, socket, stream);
  } finally {
    socket.destroy();
  }
}

function carry(context: Context, socket: Socket, stream: StreamSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    const greeted = new Set<number>();
    let linger: { cancel(): void } | undefined;
    const waitForSilence = () => {
      linger?.cancel();
      linger = context.clock.setTimeout(() => stream.close(), lingering);
    };
    stream.on('message', (data) => {
      const channel = data[0] ?? 0;
      if (!greeted.has(channel)) {
        greeted.add(channel);
        return;
      }
      const chunk = data.subarray(1);
      if (chunk.length === 0) return;
      if (channel === channels.error) return reject(new CommandError(chunk.toString('utf8')));
      if (linger !== undefined) waitForSilence();
      if (!socket.write(chunk)) stream.pause();
    });
    stream.on('error', reject);
    stream.on('close', () => {
      linger?.cancel();
      // What was received has to reach the program before its connection is gone.
      if (socket.destroyed) resolve();
      else socket.end(() => resolve());
    });
    socket.on('drain', () => stream.resume());
    socket.on('data', (chunk: Buffer) => {
      socket.pause();
      stream.send(Buffer.concat([Uint8Array.of(channels.data), chunk]), () => socket.resume());
    });
    socket.on('end', waitForSilence);
    socket.on('error', () => stream.close());
    socket.on('close', () => stream.close());
    stream.resume();
  });
}
