import type { Writable } from 'node:stream';

/** A container that was started: running, or ended. */
export interface Container {
  readonly id: string;
  readonly podUid: string;
  readonly name: string;
  readonly attempt: number;
  readonly image: string;
  readonly imageID: string;
  /** The signal that asks it to end. */
  readonly stopSignal: string;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  /** The process that was started; its children are in its process group. */
  readonly pid: number;
  /** The newest log file; older ones beside it have `.1`, `.2`, … */
  readonly logFile: string;
  /** That of the attempt before this one, which may not be there any more. */
  readonly previousLogFile: string;
  /** The file that holds its last words, if any were written. */
  readonly terminationMessageFile: string;
  /** Resolves once, when the program has ended and its output is in the log. */
  readonly exited: Promise<ContainerExit>;
  /** What the program writes from now on, as it writes it. `began` is called when it is known from where on. */
  follow(stream: 'stdout' | 'stderr', options: FollowOptions): AsyncIterable<Buffer>;
  /** Sends a signal, by name or number, to all of the container's processes. No error when there are none. */
  signal(signal: NodeJS.Signals | number): void;
  /** A writer of the program's input, where the request asked for one; undefined once nobody can read it any more. */
  openStdin?(): Writable | undefined;
  /** Ends the input for good, where it ends with its first session; the program reads what was written before. */
  closeStdin?(): void;
}

export interface FollowOptions {
  began(): void;
  signal: AbortSignal;
}

export interface ContainerExit {
  exitCode: number;
  /** The number of the signal that ended it, if one did. */
  signal?: number;
  /** It was ended because it wanted more memory than it may have. */
  oomKilled?: boolean;
  finishedAt: number;
}
