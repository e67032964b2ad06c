import type { Context } from '../framework/context.js';

/** Columns and rows. */
export interface TerminalSize {
  width: number;
  height: number;
}

/** A person's terminal as a process in a container gets to see it. */
export interface Terminal {
  size(): TerminalSize;
  /** Calls `listener` whenever the window's size changes; answers how to stop that. */
  onResize(listener: () => void): () => void;
  /** Gives every key to the program, not to the line editor; answers how to undo that. */
  makeRaw(): () => void;
}

/** The part of Node's `tty.ReadStream` and `tty.WriteStream` that makes a terminal. */
interface TerminalInput {
  isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
}

/** The terminal that standard input is; undefined if it is a file, a pipe, or nothing. */
export function terminalOf({ io, out }: Pick<Context, 'io' | 'out'>): Terminal | undefined {
  const input = io.stdin as TerminalInput;
  if (input.isTTY !== true || input.setRawMode === undefined) return undefined;
  return {
    size: () => ({ width: process.stdout.columns ?? out.columns ?? 80, height: process.stdout.rows ?? 24 }),
    onResize: (listener) => {
      process.stdout.on('resize', listener);
      return () => process.stdout.off('resize', listener);
    },
    makeRaw: () => {
      input.setRawMode?.(true);
      return () => input.setRawMode?.(false);
    },
  };
}
