import { Writable } from 'node:stream';
import type { WebSocket } from 'ws';

/** The numbers of the streams in the channel protocols. */
export const channel = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

/** Carries several streams over one WebSocket: each message begins with the number of its stream. */
export interface Channels {
  /** A stream that sends what is written to it on channel `number`. */
  writable(number: number): Writable;
  onMessage(listener: (number: number, data: Buffer) => void): void;
}

/** `isBase64`: the text form of the protocols, a digit and base64. */
export function channels(socket: WebSocket, isBase64: boolean): Channels {
  const send = (number: number, data: Buffer, done?: (error?: Error | null) => void) => {
    if (isBase64) socket.send(`${number}${data.toString('base64')}`, done);
    else socket.send(Buffer.concat([Buffer.of(number), data]), done);
  };
  return {
    writable: (number) =>
      new Writable({
        // A write is done when it is sent, so a slow client slows the program, and memory stays bounded.
        write: (data: Buffer, _encoding, done) => {
          if (socket.readyState === socket.OPEN) send(number, data, (error) => done(error ?? null));
          else done();
        },
      }),
    onMessage: (listener) => {
      socket.on('message', (data: Buffer) => {
        if (data.length === 0) return;
        if (isBase64)
          listener(Number(data.toString('latin1', 0, 1)), Buffer.from(data.toString('latin1', 1), 'base64'));
        else listener(data[0] as number, data.subarray(1));
      });
    },
  };
}
