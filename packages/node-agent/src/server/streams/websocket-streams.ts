import { acceptWebSocket } from './accept-websocket.js';
import { channel, channels } from './channels.js';
import type { StreamStatus } from './exec-status.js';
import { flushed } from './pump.js';
import { readSizes } from './read-sizes.js';
import type { StreamSession, Upgrade, WantedStreams } from './stream-session.js';

const protocols = [
  'v5.channel.k8s.io',
  'v4.channel.k8s.io',
  'channel.k8s.io',
  'v4.base64.channel.k8s.io',
  'base64.channel.k8s.io',
];
const normalClosure = 1000;

/** exec and attach over WebSocket, in every version of the channel protocol. */
export async function openWebSocketSession(upgrade: Upgrade, wanted: WantedStreams): Promise<StreamSession> {
  const accepted = await acceptWebSocket(upgrade, protocols);
  const { socket, protocol } = accepted;
  const gone = new AbortController();
  socket.once('close', () => gone.abort());
  const carried = channels(accepted, upgrade.clock);
  const stdin = wanted.stdin ? carried.readable(channel.stdin) : undefined;
  const stdout = wanted.stdout ? carried.writable(channel.stdout) : undefined;
  const stderr = wanted.stderr ? carried.writable(channel.stderr) : undefined;
  const error = carried.writable(channel.error);
  const resize = wanted.tty ? carried.readable(channel.resize) : undefined;
  // An empty message tells the client that the streams are there, before the program says anything.
  (stdout ?? stderr ?? error).write(Buffer.alloc(0));

  return {
    ...(stdin === undefined ? {} : { stdin }),
    ...(stdout === undefined ? {} : { stdout }),
    ...(stderr === undefined ? {} : { stderr }),
    onResize: (listener) => readSizes(resize, listener),
    gone: gone.signal,
    finish: async (status) => {
      await Promise.all([flushed(stdout), flushed(stderr)]);
      await flushed(error, protocol.startsWith('v') ? JSON.stringify(status) : plainStatus(status));
      socket.close(normalClosure);
      // What the client still sends is let go of, or its own closing would never be seen.
      stdin?.destroy();
      resize?.destroy();
    },
  };
}

/** The first versions of the protocol know only a text, and nothing means success. */
function plainStatus({ status, message }: StreamStatus): string {
  return status === 'Success' ? '' : (message ?? '');
}
