import type { CompletionRequest, Completions } from './completion.js';
import type { Context } from './context.js';
import type { FlagSet, FlagValues } from './flags.js';

/** One run of a command: what was typed, parsed, and the world to act in. */
export interface Invocation<F extends FlagSet = FlagSet> {
  context: Context;
  args: string[];
  flags: FlagValues<F>;
  /** Whether the flag was given, whatever its value. */
  isSet(key: keyof F & string): boolean;
  /** How many of `args` stand before `--`; -1 without a `--`. */
  dashAt: number;
  /** `kubectl create deployment`: for errors that point at the help. */
  commandPath: string;
}

/** A command of kubectl: one file each, all of this shape. */
export interface Command<F extends FlagSet = FlagSet> {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** What follows the command's path in its usage line, without flags: `NAME --image=IMAGE`. */
  readonly usage: string;
  /** One line, for lists of commands. */
  readonly short: string;
  readonly long?: string;
  readonly examples?: string;
  readonly flags: F;
  readonly commands?: readonly CommandEntry[];
  /** Only kubectl itself: its commands in titled groups. */
  readonly groups?: readonly CommandGroup[];
  /** Every word is an argument, flags included. */
  readonly takesAnything?: boolean;
  /** Absent in commands that only hold others. */
  run?(invocation: Invocation<F>): Promise<void>;
  /** What may stand as the next argument, for shell completion. Default: files. */
  complete?(request: CompletionRequest, word: string): Promise<Completions>;
}

/** A command that is loaded when it is needed: starting kubectl costs only the command that runs. */
export interface CommandEntry {
  readonly name: string;
  readonly aliases?: readonly string[];
  load(): Promise<Command>;
}

/** A titled list of commands in the help of kubectl itself. */
export interface CommandGroup {
  readonly title: string;
  readonly commands: readonly CommandEntry[];
}

/** The names of the commands below `command` that people are told of, in order. */
export function visibleNames({ commands = [] }: Command): string[] {
  const names = commands.map(({ name }) => name);
  return names.filter((name) => !name.startsWith('__') && name !== 'alpha').sort();
}

/** Declares a command; the types of its flags reach `run`. */
export function defineCommand<const F extends FlagSet>(command: Command<F>): Command {
  return command as unknown as Command;
}

/** A line of a table of commands. */
export function entry(name: string, load: () => Promise<Command>, aliases?: readonly string[]): CommandEntry {
  return aliases === undefined ? { name, load } : { name, load, aliases };
}
