import { Readable, Writable } from 'node:stream';
import type { Clock } from '@sampan/api';
import type { WebSocket } from 'ws';
import type { AcceptedWebSocket } from './accept-websocket.js';
import { probeWhileHeld } from './probe-while-held.js';

/** The numbers of the streams in the channel protocols. */
export const channel = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

/** Carries several streams over one WebSocket: each message begins with the number of its stream. */
export interface Channels {
  /** A stream that sends what is written to it on channel `number`. */
  writable(number: number): Writable;
  /** What the client sends on channel `number`. To be asked for before anything can have come. */
  readable(number: number): Readable;
}

/** The client is not read from while so much of what it has sent waits to be taken. */
const maxHeldBytes = 1024 * 1024;

export function channels({ socket, protocol }: AcceptedWebSocket, clock: Clock): Channels {
  // The text form of the protocols: a digit and base64.
  const isBase64 = protocol.includes('base64');
  const readables = new Map<number, Readable>();
  const flow = holdBack(socket, clock);
  const hold = () => {
    const held = [...readables.values()].reduce((sum, { readableLength }) => sum + readableLength, 0);
    flow(held > maxHeldBytes);
  };
  socket.on('message', (data: Buffer) => {
    if (data.length === 0) return;
    const number = isBase64 ? Number(data.toString('latin1', 0, 1)) : (data[0] as number);
    const bytes = isBase64 ? Buffer.from(data.toString('latin1', 1), 'base64') : data.subarray(1);
    if (number === channel.close && protocol.startsWith('v5')) end(readables.get(bytes[0] ?? -1));
    else if (bytes.length > 0 && isOpen(readables.get(number))) readables.get(number)?.push(bytes);
    hold();
  });
  socket.once('close', () => {
    for (const readable of readables.values()) end(readable);
  });
  return {
    writable: (number) => writable(socket, { number, isBase64 }),
    readable: (number) => {
      const readable = new Readable({ read: hold, highWaterMark: 64 * 1024 });
      readable.on('error', () => undefined);
      readable.once('close', hold);
      readables.set(number, readable);
      return readable;
    },
  };
}

function writable(socket: WebSocket, { number, isBase64 }: { number: number; isBase64: boolean }): Writable {
  const stream = new Writable({
    // A write is done when it is sent, so a slow client slows the program, and memory stays bounded.
    write: (data: Buffer, _encoding, done) => {
      if (socket.readyState !== socket.OPEN) return done();
      const message = isBase64 ? `${number}${data.toString('base64')}` : Buffer.concat([Buffer.of(number), data]);
      // A client that has gone is heard of by the closing of its connection.
      socket.send(message, () => done());
    },
  });
  stream.on('error', () => undefined);
  return stream;
}

/**
 * Stops and starts reading; while it is stopped, pongs that nobody asked for find out whether the client is still there.
 * Unlike pings they want no answer, which a client that is kept from sending could not give.
 */
function holdBack(socket: WebSocket, clock: Clock): (isHeld: boolean) => void {
  let stop: (() => void) | undefined;
  const probe = () => {
    if (socket.readyState === socket.OPEN) socket.pong();
  };
  socket.once('close', () => stop?.());
  return (isHeld) => {
    if (isHeld && stop === undefined && socket.readyState === socket.OPEN) {
      socket.pause();
      stop = probeWhileHeld(clock, probe);
    } else if (!isHeld && stop !== undefined) {
      stop();
      stop = undefined;
      socket.resume();
    }
  };
}

function isOpen(readable: Readable | undefined): boolean {
  return readable !== undefined && !readable.destroyed && !readable.readableEnded;
}

function end(readable: Readable | undefined): void {
  if (isOpen(readable)) readable?.push(null);
}
