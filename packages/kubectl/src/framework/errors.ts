import { errorWords } from './error-words.js';
/** A failure with kubectl's exit code 1, printed as `error: MESSAGE`. */
export class CommandError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** A command line that cannot be parsed; the text ends with a pointer to the command's help. */
export class UsageError extends Error {}

/** An argument that no subcommand is named by. */
export class UnknownSubcommand extends UsageError {
  constructor(argument: string) {
    super(`unknown command ${JSON.stringify(argument)}`);
  }
}

/** A command line that is wrong in a way that no help explains: an unknown command, a missing flag. */
export class BareUsageError extends UsageError {}

/** Printed exactly as it is, without a prefix, on standard error. */
export class PlainError extends CommandError {}

/** Arguments that the command cannot take: its help is printed before the error. */
export class UnexpectedArguments extends CommandError {
  constructor(args: readonly string[]) {
    super(`Unexpected args: [${args.join(' ')}]`);
  }
}

/** Several failures of one command, each printed on a line of its own. */
export class AggregateFailure extends Error {
  readonly failures: readonly unknown[];

  constructor(failures: readonly unknown[]) {
    super(failures.map((failure) => errorWords(failure)).join('\n'));
    this.failures = failures;
  }
}

/** Several failures as Go prints them where they are one among others: `[first, second]`. */
export function bracketed(failures: readonly unknown[]): CommandError {
  return new CommandError(`[${failures.map((failure) => errorWords(failure)).join(', ')}]`);
}

/** The failure of a list as `get` and `describe` report it: without `error: ` where no server was asked. */
export function collected(failure: unknown): unknown {
  const isUnasked = failure instanceof Error && failure.name === 'InvalidRequestError';
  return isUnasked ? new AggregateFailure([failure]) : failure;
}

/** Ends the command with `exitCode`; whatever there was to say has been said. */
export class SilentExit extends CommandError {
  constructor(exitCode: number) {
    super('', exitCode);
  }
}

/** Throws what went wrong while several objects were handled: nothing, the one failure, or all of them. */
export function throwFailures(failures: readonly unknown[]): void {
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateFailure(failures);
}

/** The error of a command that was used wrongly, pointing at the command's help, as cmdutil.UsageErrorf words it. */
export function usageError(commandPath: string, message: string): CommandError {
  return new CommandError(`${message}\nSee '${commandPath} -h' for help and examples`);
}
