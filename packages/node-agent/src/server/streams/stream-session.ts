import type { IncomingMessage } from 'node:http';
import type { Duplex, Readable, Writable } from 'node:stream';
import { type Clock, isTrueParameter } from '@sampan/api';
import type { TerminalSize } from '../../drivers/exec-process.js';
import { HttpError } from '../http-error.js';
import type { StreamStatus } from './exec-status.js';
import { openSpdySession } from './spdy-streams.js';
import { openWebSocketSession } from './websocket-streams.js';

/** A connection that is taken over. */
export interface Upgrade {
  message: IncomingMessage;
  socket: Duplex;
  head: Buffer;
  clock: Clock;
}

/** The streams that a client of exec or attach wants. */
export interface WantedStreams {
  stdin: boolean;
  stdout: boolean;
  stderr: boolean;
  tty: boolean;
}

/** The streams of an exec or attach, whatever protocol carries them. All of them have listeners for errors. */
export interface StreamSession {
  readonly stdin?: Readable;
  readonly stdout?: Writable;
  readonly stderr?: Writable;
  onResize(listener: (size: TerminalSize) => void): void;
  /** Aborted when the connection is closed. */
  readonly gone: AbortSignal;
  /** Ends the session with its result, after all output; resolves when that is on its way. */
  finish(status: StreamStatus): Promise<void>;
}

/** Which streams a request wants: the kubelet's names of them. */
export function wantedStreams(query: URLSearchParams): WantedStreams {
  const isWanted = (name: string) => isTrueParameter(query.get(name));
  const tty = isWanted('tty');
  const wanted = { stdin: isWanted('input'), stdout: isWanted('output'), stderr: isWanted('error') && !tty, tty };
  if (!wanted.stdin && !wanted.stdout && !wanted.stderr) {
    throw new HttpError(400, 'you must specify at least 1 of stdin, stdout, stderr');
  }
  return wanted;
}

export function isWebSocket({ message }: Upgrade): boolean {
  return (message.headers.upgrade ?? '').toLowerCase() === 'websocket';
}

export function isSpdy({ message }: Upgrade): boolean {
  return (message.headers.upgrade ?? '').toLowerCase() === 'spdy/3.1';
}

/** Opens the streams over the protocol that the client asks for. */
export async function openStreamSession(upgrade: Upgrade, wanted: WantedStreams): Promise<StreamSession> {
  if (isWebSocket(upgrade)) return openWebSocketSession(upgrade, wanted);
  if (isSpdy(upgrade)) return openSpdySession(upgrade, wanted);
  throw new HttpError(400, 'unable to upgrade: missing upgrade headers in request');
}
