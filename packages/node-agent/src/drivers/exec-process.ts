import type { Readable, Writable } from 'node:stream';

export interface ExecRequest {
  command: readonly string[];
  tty: boolean;
  stdin: boolean;
  /** For a terminal. */
  size?: TerminalSize;
}

export interface TerminalSize {
  columns: number;
  rows: number;
}

export interface ExecProcess {
  readonly stdin?: Writable;
  readonly stdout: Readable;
  /** None for a terminal: it is all one stream. */
  readonly stderr?: Readable;
  readonly exited: Promise<{ exitCode: number }>;
  resize(size: TerminalSize): void;
  kill(): void;
}
