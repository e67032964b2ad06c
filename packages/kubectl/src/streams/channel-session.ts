import type { Status } from '@sampan/api';
import type { StreamSocket } from '@sampan/client';
import type { Context } from '../framework/context.js';
import { CommandError, PlainError, SilentExit } from '../framework/errors.js';
import type { Terminal } from './terminal.js';

/** The channels of exec and attach: the first byte of each message. */
const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

/** Newest first. Only v5 can say that standard input has ended. */
const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'] as const;

/** What WebSockets call a connection that ends without a word: how the process ended is not known. */
const abnormalClosure = 1006;
const brokenOff =
  'error reading from error stream: next reader: websocket: close 1006 (abnormal closure): unexpected EOF';

/** A session with a process in a container. */
export interface Session {
  /** `/api/v1/namespaces/…/exec?…`. */
  path: string;
  stdin?: AsyncIterable<string | Uint8Array> | undefined;
  stdout(chunk: Uint8Array): void;
  stderr(chunk: Uint8Array): void;
  /** The terminal whose keys and size the process gets. */
  terminal?: Terminal | undefined;
}

/**
 * Runs a session to its end. Throws what the server reports: with the process's own exit code if it has one
 * (`command terminated with exit code 3`).
 */
export async function runSession(context: Context, session: Session): Promise<void> {
  const { openStream } = await import('@sampan/client');
  const socket = await openStream(await context.connection(), session.path, protocols);
  const restore = session.terminal?.makeRaw();
  const stopResizes = session.terminal && sendSizes(socket, session.terminal);
  try {
    const ended = receive(context, socket, session);
    if (session.stdin !== undefined) void sendInput(socket, session.stdin);
    reportOutcome(await ended);
  } finally {
    stopResizes?.();
    restore?.();
    socket.terminate();
  }
}

/** Hands out what arrives, until the connection ends; answers the status that the server sent, if it did. */
function receive(context: Context, socket: StreamSocket, { stdout, stderr }: Session): Promise<Status | undefined> {
  return new Promise((resolve, reject) => {
    let status: Status | undefined;
    const interrupt = () => reject(new SilentExit(130));
    context.signal.addEventListener('abort', interrupt, { once: true });
    socket.on('message', (data) => {
      const chunk = data.subarray(1);
      switch (data[0]) {
        case channels.stdout:
          if (chunk.length > 0) stdout(chunk);
          break;
        case channels.stderr:
          if (chunk.length > 0) stderr(chunk);
          break;
        case channels.error:
          if (chunk.length > 0) status = parseStatus(chunk);
          break;
      }
    });
    socket.on('error', reject);
    socket.on('close', (code, reason) => {
      context.signal.removeEventListener('abort', interrupt);
      if (status === undefined && code === 1011) reject(new CommandError(reason.toString()));
      if (status === undefined && code === abnormalClosure) reject(new CommandError(brokenOff));
      resolve(status);
    });
    socket.resume();
  });
}

function parseStatus(chunk: Uint8Array): Status {
  const text = Buffer.from(chunk).toString('utf8');
  try {
    return JSON.parse(text) as Status;
  } catch {
    return { apiVersion: 'v1', kind: 'Status', status: 'Failure', message: text } as Status;
  }
}

/** Sends everything that is typed or piped in, no faster than the server takes it, then says that it was all. */
async function sendInput(socket: StreamSocket, input: AsyncIterable<string | Uint8Array>): Promise<void> {
  const send = (data: Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      socket.send(data, (error) => (error === undefined || error === null ? resolve() : reject(error)));
    });
  try {
    for await (const chunk of input) {
      await send(Buffer.concat([Uint8Array.of(channels.stdin), Buffer.from(chunk as Uint8Array)]));
    }
    if (socket.protocol === protocols[0]) await send(Uint8Array.of(channels.close, channels.stdin));
  } catch {
    // The session is over: nobody reads what is typed now.
  }
}

/** Tells the server the size of the terminal now and whenever it changes. */
function sendSizes(socket: StreamSocket, terminal: Terminal): () => void {
  const send = () => {
    const { width, height } = terminal.size();
    const body = Buffer.from(JSON.stringify({ Width: width, Height: height }));
    socket.send(Buffer.concat([Uint8Array.of(channels.resize), body]), () => {});
  };
  send();
  return terminal.onResize(send);
}

/** Throws unless the process ended well. */
export function reportOutcome(status: Status | undefined): void {
  if (status === undefined || status.status === 'Success') return;
  const cause = status.details?.causes?.find(({ reason }) => reason === 'ExitCode');
  const exitCode = Number(cause?.message);
  if (status.reason === 'NonZeroExitCode' && Number.isInteger(exitCode) && exitCode > 0) {
    throw new PlainError(`command terminated with exit code ${exitCode}`, exitCode);
  }
  throw new CommandError(status.message ?? 'unknown error');
}
