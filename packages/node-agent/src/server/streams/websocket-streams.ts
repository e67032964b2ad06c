import { PassThrough } from 'node:stream';
import type { TerminalSize } from '../../drivers/driver.js';
import { acceptWebSocket } from './accept-websocket.js';
import { channel, channels } from './channels.js';
import type { StreamStatus } from './exec-status.js';
import { parseSize } from './parse-size.js';
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
  const socket = await acceptWebSocket(upgrade, protocols);
  const isBase64 = socket.protocol.includes('base64');
  const saysStatus = socket.protocol.startsWith('v');
  const carried = channels(socket, isBase64);
  const stdin = wanted.stdin ? new PassThrough() : undefined;
  const stdout = wanted.stdout ? carried.writable(channel.stdout) : undefined;
  const stderr = wanted.stderr ? carried.writable(channel.stderr) : undefined;
  const error = carried.writable(channel.error);
  const resizeListeners: ((size: TerminalSize) => void)[] = [];

  carried.onMessage((number, data) => {
    if (number === channel.stdin) {
      if (stdin?.write(data) === false) {
        socket.pause();
        stdin.once('drain', () => socket.resume());
      }
    } else if (number === channel.resize) {
      const size = parseSize(data);
      if (size !== undefined) for (const listener of resizeListeners) listener(size);
    } else if (number === channel.close && data[0] === channel.stdin) stdin?.end();
  });
  socket.once('close', () => stdin?.end());
  // An empty message tells the client that the streams are there, before the program says anything.
  (stdout ?? stderr ?? error).write(Buffer.alloc(0));

  return {
    ...(stdin === undefined ? {} : { stdin }),
    ...(stdout === undefined ? {} : { stdout }),
    ...(stderr === undefined ? {} : { stderr }),
    onResize: (listener) => void resizeListeners.push(listener),
    onClose: (listener) => void socket.once('close', listener),
    finish: (status) => {
      const text = saysStatus ? JSON.stringify(status) : plainStatus(status);
      error.end(text, () => socket.close(normalClosure));
    },
  };
}

/** The first versions of the protocol know only a text, and nothing means success. */
function plainStatus({ status, message }: StreamStatus): string {
  return status === 'Success' ? '' : (message ?? '');
}
