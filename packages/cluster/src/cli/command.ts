import type { Terminal } from './terminal.js';

/** One `sampan` command. `run` does it and returns the exit code; a UserError is printed and is exit code 1. */
export interface SampanCommand {
  /** The name, and its arguments as commander writes them: `logs <component>`. */
  readonly usage: string;
  readonly summary: string;
  readonly options: readonly CommandOption[];
  /** True: what follows the name is passed on as it is. */
  readonly passThrough?: boolean;
  run(context: CommandContext, options: CommandOptions, args: readonly string[]): Promise<number>;
}

export interface CommandOption {
  /** As commander writes it: `-f, --follow`, `--port <port>`. */
  readonly flags: string;
  readonly description: string;
  readonly default?: string;
  /** It may be given several times: the value is a list. */
  readonly repeatable?: boolean;
}

/** Option values by their camel-case names. */
export type CommandOptions = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

export interface CommandContext {
  /** Where the clusters' folders are. */
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly terminal: Terminal;
}

/** The option that almost every command has. */
export const nameOption: CommandOption = { flags: '--name <name>', description: 'the cluster', default: 'sampan' };

/** The value of an option that has a default. */
export function stringOption(options: CommandOptions, name: string): string {
  return String(options[name]);
}
