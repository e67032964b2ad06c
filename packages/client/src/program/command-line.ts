import { parseArgs } from 'node:util';
import { flagErrorText, systemErrorText } from '@sampan/api';

/** A flag: `--name VALUE`, or, of type boolean, `--name` alone. */
interface FlagOption {
  type: 'string' | 'boolean';
  short?: string;
  default?: string;
}

type FlagOptions = Record<string, FlagOption>;

type FlagValues<O extends FlagOptions> = {
  [Name in keyof O]: O[Name] extends { default: string }
    ? string
    : (O[Name] extends { type: 'boolean' } ? boolean : string) | undefined;
};

/** What a program takes on its command line. */
export interface CommandLine<O extends FlagOptions> {
  /** What `--help` prints: how the program is called, what it does, and a line for each flag. */
  usage: string;
  options?: O;
  /** Flags of which one is of no use without the others: each a list of names. */
  together?: readonly (readonly (keyof O & string)[])[];
  /** How many arguments it takes at most that are no flags. */
  positionals?: number;
}

export interface ParsedCommandLine<O extends FlagOptions> {
  values: FlagValues<O>;
  positionals: string[];
}

/** A command line that cannot be carried out; the message says what to change. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What a program throws that was written wrong; whoever reads it wants to see where. */
const faults = [TypeError, RangeError, ReferenceError, SyntaxError];

/**
 * Reads this program's command line. Prints what `--help` asks for and ends; ends with code 2 for a command line that
 * cannot be carried out, and from now on with code 1 and a line of words for every error that nobody catches: the stack is
 * for faults of the program alone.
 */
export function readCommandLine<const O extends FlagOptions = Record<never, never>>({
  usage,
  options,
  together = [],
  positionals: most = 0,
}: CommandLine<O>): ParsedCommandLine<O> {
  process.on('uncaughtException', fail);
  const parsed = parse({ ...options, help: { type: 'boolean', short: 'h' } }, most);
  if (parsed.values.help === true) {
    process.stdout.write(`${usage.trim()}\n`);
    process.exit(0);
  }
  for (const names of together) requireTogether(names, parsed.values);
  return { values: parsed.values as FlagValues<O>, positionals: parsed.positionals };
}

function parse(options: FlagOptions, most: number) {
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: most > 0 });
    const beyond = positionals[most];
    if (beyond === undefined) return { values, positionals };
    throw new UsageError(`unknown argument: ${beyond}`);
  } catch (error) {
    throw new UsageError(flagErrorText(error) ?? (error as Error).message);
  }
}

function requireTogether(names: readonly string[], values: Readonly<Record<string, unknown>>): void {
  const given = names.filter((name) => values[name] !== undefined);
  if (given.length === 0 || given.length === names.length) return;
  const [last, ...others] = names.map((name) => `--${name}`).reverse();
  throw new UsageError(
    `${others.reverse().join(', ')} and ${last} go together: give ${others.length === 1 ? 'both' : 'all'}`,
  );
}

function fail(error: unknown): never {
  process.stderr.write(`error: ${words(error)}\n`);
  if (error instanceof UsageError) process.stderr.write('Run with --help for all flags.\n');
  process.exit(error instanceof UsageError ? 2 : 1);
}

function words(error: unknown): string {
  const text = systemErrorText(error);
  if (text !== undefined) return text;
  if (!(error instanceof Error)) return String(error);
  return faults.some((fault) => error instanceof fault) ? (error.stack ?? error.message) : error.message;
}
