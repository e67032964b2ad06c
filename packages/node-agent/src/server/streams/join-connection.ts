import { type Duplex, finished, type Readable, type Writable } from 'node:stream';
import { flushed } from './pump.js';

/** The client's side of a forwarded connection; all three have listeners for errors. */
export interface ForwardedStreams {
  input: Readable;
  output: Writable;
  error: Writable;
}

/** A port of the pod: how to connect to it, and how to say that it went wrong. */
export interface ForwardedPort {
  dial(): Promise<Duplex>;
  failure(error: NodeJS.ErrnoException): string;
}

/**
 * Connects to a port of the pod and carries both directions until both have ended or one side breaks. What goes wrong is
 * said on the error stream and ends this connection alone.
 */
export async function joinConnection(
  { input, output, error }: ForwardedStreams,
  { dial, failure }: ForwardedPort,
): Promise<void> {
  let problem: string | undefined;
  try {
    const target = await dial();
    // Older kubectls let go of a connection only when they know that it had no errors.
    target.once('end', () => error.end());
    await join({ input, output }, target);
  } catch (cause) {
    problem = failure(cause as NodeJS.ErrnoException);
  }
  // Nobody takes what the client may still send.
  input.resume();
  await flushed(error, problem);
  await flushed(output);
  input.destroy();
}

/** Rejects when the pod's side breaks off in the middle; the client's breaking off is no error of anybody's. */
function join({ input, output }: { input: Readable; output: Writable }, target: Duplex): Promise<void> {
  return new Promise((resolve, reject) => {
    let hasLeft = false;
    const leave = (error?: Error | null) => {
      if (!error) return;
      hasLeft = true;
      target.destroy();
    };
    finished(output, { readable: false }, leave);
    finished(input, { writable: false }, leave);
    finished(target, (error) => {
      if (error && !hasLeft && !target.readableEnded) reject(error);
      else resolve();
      target.on('error', () => undefined).destroy();
    });
    input.pipe(target);
    target.pipe(output);
  });
}
