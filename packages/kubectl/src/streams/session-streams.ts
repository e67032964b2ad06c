import type { Context } from '../framework/context.js';
import { flag } from '../framework/flags.js';
import type { Session } from './channel-session.js';
import type { SessionRequest } from './session-path.js';
import { terminalOf } from './terminal.js';

/** The flags of commands that talk to a process in a container. */
export const streamFlags = {
  container: flag.string('The container; by default the one that the pod itself names, or its first one.', {
    short: 'c',
  }),
  quiet: flag.bool('Print only what the process writes.', { short: 'q' }),
  stdin: flag.bool('Pass standard input on.', { short: 'i' }),
  tty: flag.bool('Standard input is a terminal.', { short: 't' }),
};

/** The streams of a session, and what of them to ask the server for. */
export type SessionStreams = Omit<Session, 'path'> & {
  request: Pick<SessionRequest, 'stdin' | 'stdout' | 'stderr' | 'tty'>;
};

/** The streams that the flags ask for. A terminal carries both outputs in one; it needs one on this side too. */
export function sessionStreams(
  context: Context,
  { stdin, tty, quiet }: { stdin: boolean; tty: boolean; quiet: boolean },
): SessionStreams {
  const terminal = stdin && tty ? terminalOf(context) : undefined;
  if (stdin && tty && terminal === undefined && !quiet) {
    context.warn('Unable to use a TTY - input is not a terminal or the right kind of file');
  }
  const hasTerminal = terminal !== undefined;
  return {
    stdin: stdin ? context.io.stdin : undefined,
    stdout: (chunk) => context.out.write(chunk),
    stderr: (chunk) => context.err.write(chunk),
    terminal,
    request: { stdin, stdout: true, stderr: !hasTerminal, tty: hasTerminal },
  };
}
