import { finished, Readable, type Writable } from 'node:stream';
import type { Container } from '../drivers/container.js';
import type { AgentRequest } from './agent-request.js';
import { findContainer } from './find-container.js';
import { HttpError } from './http-error.js';
import { failedStatus, success } from './streams/exec-status.js';
import { pump } from './streams/pump.js';
import { openStreamSession, type StreamSession, type Upgrade, wantedStreams } from './streams/stream-session.js';

/**
 * `/attach/NAMESPACE/POD/CONTAINER`: a container's output from now on, and its input if it takes any. However the
 * container ends, the session ends with Success: it is the pod's status that tells the exit code.
 */
export async function attach(request: AgentRequest, upgrade: Upgrade): Promise<void> {
  const { runtime, container } = findContainer(request);
  const handle = runtime.handles.get(container.name);
  if (handle === undefined || runtime.state.containers.get(container.name)?.phase !== 'running') {
    throw new HttpError(500, `container ${container.name} not found in pod ${runtime.pod.metadata.name}`);
  }
  const session = await openStreamSession(upgrade, wantedStreams(request.query));
  const over = new AbortController();
  const end = () => over.abort();
  if (session.gone.aborted) end();
  session.gone.addEventListener('abort', end);
  const copies = [
    copy(handle, { stream: 'stdout', to: session.stdout, signal: over.signal }),
    copy(handle, { stream: 'stderr', to: session.stderr, signal: over.signal }),
  ];
  // The answer to the first line of input is output of this session.
  void Promise.all(copies.map(({ began }) => began)).then(() => giveInput(session, handle, end));
  try {
    await Promise.all(copies.map(({ done }) => done));
    // A session without outputs lasts as long as one with them.
    await Promise.race([handle.exited, aborted(over.signal)]);
    await session.finish(success);
  } catch (error) {
    await session.finish(failedStatus((error as Error).message));
  }
}

/**
 * With `stdinOnce` the end of the first session's input is the end of the program's; else it is the session's own end.
 */
function giveInput({ stdin }: StreamSession, handle: Container, end: () => void): void {
  if (stdin === undefined) return;
  const input = handle.openStdin?.();
  if (input === undefined) {
    stdin.resume();
    return;
  }
  stdin.pipe(input, { end: false });
  // A program that reads no more takes nothing more: what the client still sends is let go of.
  input.once('close', () => stdin.resume());
  void handle.exited.then(() => input.destroy());
  finished(stdin, { writable: false }, () => {
    input.end(() => input.destroy());
    if (handle.closeStdin === undefined) end();
    else handle.closeStdin();
  });
}

interface Copy {
  stream: 'stdout' | 'stderr';
  to: Writable | undefined;
  signal: AbortSignal;
}

function copy(handle: Container, { stream, to, signal }: Copy) {
  if (to === undefined) return { began: Promise.resolve(), done: Promise.resolve() };
  let begin = () => {};
  const began = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const output = Readable.from(handle.follow(stream, { began: begin, signal }), { objectMode: false });
  const done = pump(output, to).then(() => {
    if (output.errored) throw output.errored;
  });
  return { began, done };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
