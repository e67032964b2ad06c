import type { Command, CommandEntry } from './command.js';
import { type Context, createContext } from './context.js';
import { BareUsageError, UnexpectedArguments, UnknownSubcommand, type UsageError } from './errors.js';
import { type FlagSet, flagName } from './flags.js';
import { type GlobalFlags, globalFlags } from './global-flags.js';
import type { Io } from './io.js';
import { type FlagIndex, HelpRequested, indexFlags, parseFlags } from './parse-flags.js';

/** The command line that was resolved: which command, and what is left for it. */
interface Resolved {
  command: Command;
  /** `kubectl create deployment`. */
  commandPath: string;
  argv: string[];
  /** Whether an ancestor holds the command, so that an unknown argument may be an unknown subcommand. */
  isRoot: boolean;
}

/** Runs the command that `argv` names below `root`; answers the exit code, having printed everything. */
export async function runCommand(root: Command, typed: readonly string[], io: Io): Promise<number> {
  let context: Context | undefined;
  let commandPath = root.name;
  let argv = typed;
  try {
    // Preferences are tried out: only who says so has them.
    if (io.env.KUBECTL_KUBERC === 'true' && typed.length > 0) {
      argv = await (await import('./preferences.js')).withPreferences(root, typed, io);
    }
    const resolved = await resolveCommand(root, argv);
    commandPath = resolved.commandPath;
    if (resolved.isRoot && resolved.argv.some((token) => !token.startsWith('-'))) {
      const { runPlugin } = await import('./plugins.js');
      const exitCode = await runPlugin(resolved.argv, io);
      if (exitCode !== undefined) return exitCode;
    }
    const { command } = resolved;
    if (command.takesAnything) {
      const defaults = parseFlags([], globalFlags).values as unknown as GlobalFlags;
      context = createContext({ io, globals: defaults });
      await command.run?.({ context, args: resolved.argv, flags: {}, isSet: () => false, dashAt: -1, commandPath });
      return 0;
    }
    if (resolved.argv.some((token) => token === '--help' || token === '-h') && !afterDashes(resolved.argv)) {
      io.stdout.write(await helpOf(command, commandPath));
      return 0;
    }
    const { values, given, args, dashAt } = parseFlags(resolved.argv, { ...globalFlags, ...command.flags });
    if (resolved.isRoot && args[0] !== undefined) throw await unknownCommand(root, args[0]);
    context = createContext({ io, globals: globalsOf(values, command.flags) });
    if (command.run === undefined) {
      if (args[0] !== undefined) throw new UnknownSubcommand(args.join(' '));
      // A command that only holds others was used wrongly without one, except for kubectl itself.
      (resolved.isRoot ? io.stdout : io.stderr).write(await helpOf(command, commandPath));
      return resolved.isRoot ? 0 : 1;
    }
    requireFlags(command.flags, given);
    await command.run({ context, args, flags: values, isSet: (key) => given.has(key), dashAt, commandPath });
    if (context.globals.warningsAsErrors && context.warnings() > 0) {
      const count = context.warnings();
      io.stderr.write(`error: ${count} warning${count === 1 ? '' : 's'} received\n`);
      return 1;
    }
    return 0;
  } catch (error) {
    if (error instanceof HelpRequested) {
      io.stdout.write(await helpOf((await resolveCommand(root, argv)).command, commandPath));
      return 0;
    }
    if (error instanceof UnexpectedArguments) {
      io.stdout.write(await helpOf((await resolveCommand(root, argv)).command, commandPath));
    }
    const { reportError } = await import('./report-error.js');
    return reportError(error, { stderr: io.stderr, commandPath });
  } finally {
    await context?.close();
  }
}

/** Walks down the tree: the first argument that is no flag (and no flag's value) names the next command. */
export async function resolveCommand(root: Command, argv: readonly string[]): Promise<Resolved> {
  let command = root;
  const names = [root.name];
  let rest = [...argv];
  for (;;) {
    if (command.commands === undefined) break;
    const at = firstArgument(rest, indexFlags({ ...globalFlags, ...command.flags }));
    const word = rest[at];
    const next = word === undefined ? undefined : findEntry(command.commands, word);
    if (next === undefined) break;
    rest = [...rest.slice(0, at), ...rest.slice(at + 1)];
    command = await next.load();
    names.push(command.name);
  }
  return { command, commandPath: names.join(' '), argv: rest, isRoot: command === root };
}

function findEntry(entries: readonly CommandEntry[], word: string): CommandEntry | undefined {
  return entries.find(({ name, aliases }) => name === word || aliases?.includes(word));
}

/** Where the first argument stands in `argv`; its length if there is none. */
function firstArgument(argv: readonly string[], index: FlagIndex): number {
  for (let at = 0; at < argv.length; at++) {
    const token = argv[at] ?? '';
    if (token === '--') return argv.length;
    if (!token.startsWith('-') || token === '-') return at;
    if (token.includes('=')) continue;
    const isLong = token.startsWith('--');
    if (!isLong && token.length > 2) continue;
    const found = index.get(token);
    if (found !== undefined && found.definition.bare === undefined) at++;
  }
  return argv.length;
}

/** `kubectl exec pod -- sh -h` asks sh for help, not kubectl. */
function afterDashes(argv: readonly string[]): boolean {
  const dashes = argv.indexOf('--');
  return dashes !== -1 && !argv.slice(0, dashes).some((token) => token === '--help' || token === '-h');
}

async function helpOf(command: Command, commandPath: string): Promise<string> {
  const { commandHelp, rootHelp } = await import('./help.js');
  if (command.groups === undefined) return await commandHelp(command, commandPath);
  return await rootHelp(command.groups, `Usage:\n  ${commandPath} [flags] [options]`);
}

async function unknownCommand(root: Command, word: string): Promise<UsageError> {
  const { suggestions } = await import('./suggest.js');
  const near = suggestions(
    word,
    (root.commands ?? []).map(({ name }) => name),
  );
  const hint = near.length === 0 ? '' : `\n\nDid you mean this?\n${near.map((name) => `\t${name}\n`).join('')}`;
  return new BareUsageError(`unknown command ${JSON.stringify(word)} for "${root.name}"${hint}`);
}

/**
 * The global flags' values. A command's own flag hides the global one of the same name: the `--user` of
 * `create rolebinding` is a subject, not who asks.
 */
function globalsOf(values: Readonly<Record<string, unknown>>, own: FlagSet): GlobalFlags {
  const entries = Object.entries(globalFlags).map(([key, definition]) => [
    key,
    Object.hasOwn(own, key) ? definition.default : values[key],
  ]);
  return Object.fromEntries(entries) as GlobalFlags;
}

function requireFlags(flags: FlagSet, given: ReadonlySet<string>): void {
  const missing = Object.entries(flags).filter(([key, definition]) => definition.required && !given.has(key));
  if (missing.length === 0) return;
  const names = missing.map(([key]) => `"${flagName(key)}"`);
  throw new BareUsageError(`required flag(s) ${names.join(', ')} not set`);
}
