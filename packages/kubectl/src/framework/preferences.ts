import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { isJsonObject, systemErrorWords } from '@sampan/api';
import type { Command } from './command.js';
import { CommandError, PlainError } from './errors.js';
import { type FlagSet, flagName } from './flags.js';
import { globalFlags } from './global-flags.js';
import type { Io } from './io.js';
import { resolveCommand } from './run.js';

/** A flag and the value that it is to have where the command line says nothing. */
interface FlagDefault {
  name: string;
  default: string;
}

/** What a kuberc file says (KEP-3104): defaults of flags, and names for whole command lines. */
interface Preference {
  overrides: { command: string; flags: FlagDefault[] }[];
  aliases: { name: string; command: string; prependArgs: string[]; appendArgs: string[]; flags: FlagDefault[] }[];
}

/**
 * The command line that is meant by `argv`, as the user's kuberc file has it: `--kuberc`, else KUBERC, else
 * `~/.kube/kuberc`. Aliases become their commands; what they and the overrides say of flags stands where the user has said
 * nothing of them.
 */
export async function withPreferences(root: Command, argv: readonly string[], io: Io): Promise<string[]> {
  const { file, rest } = takeFlag(argv);
  const preference = await loadPreference(file, io);
  if (preference === undefined) return rest;
  try {
    return await withOverrides(root, await withAlias(root, rest, preference), preference);
  } catch (error) {
    throw error instanceof CommandError && !(error instanceof PlainError) ? refused(error.message) : error;
  }
}

function refused(problem: string): PlainError {
  return new PlainError(`error occurred while applying preferences ${problem}`);
}

/** `--kuberc` is read before there is a command whose flag it could be. */
function takeFlag(argv: readonly string[]): { file: string; rest: string[] } {
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  const at = argv.findIndex((word, index) => index < end && (word === '--kuberc' || word.startsWith('--kuberc=')));
  const word = argv[at];
  if (word === undefined) return { file: '', rest: [...argv] };
  const isJoined = word.includes('=');
  const file = isJoined ? word.slice('--kuberc='.length) : (argv[at + 1] ?? '');
  if (file === '') throw refused('kuberc file is not found');
  return { file, rest: [...argv.slice(0, at), ...argv.slice(at + (isJoined ? 1 : 2))] };
}

async function loadPreference(flagged: string, io: Io): Promise<Preference | undefined> {
  const named = flagged || (io.env.KUBERC ?? '');
  if (io.env.KUBERC === 'off') {
    if (flagged === '') return undefined;
    throw refused('kuberc error disabling kuberc via KUBERC=off and passing kuberc flag are mutually exclusive');
  }
  const file = named || path.join(io.env.HOME ?? homedir(), '.kube', 'kuberc');
  let text: string;
  try {
    text = await readFile(path.resolve(io.cwd, file), 'utf8');
  } catch (error) {
    if (named === '') return undefined;
    throw refused(`kuberc error kuberc: open ${file}: ${systemErrorWords(error) ?? 'it cannot be read'}`);
  }
  const preference = await decode(text);
  if (preference !== undefined) return preference;
  const problem = `no valid preferences found in ${file}, use --v=5 to see details`;
  if (named !== '') throw refused(`kuberc error kuberc: ${problem}`);
  io.stderr.write(`kuberc: no preferences loaded from ${file}: ${problem}\n`);
  return undefined;
}

const versions = ['kubectl.config.k8s.io/v1alpha1', 'kubectl.config.k8s.io/v1beta1'];

/** The first document that is a Preference. Its second version says `defaults` and `options` for `overrides` and `flags`. */
async function decode(text: string): Promise<Preference | undefined> {
  const { decodeManifest } = await import('./decode-manifest.js');
  try {
    for await (const value of decodeManifest(text)) {
      if (!isJsonObject(value) || value.kind !== 'Preference' || !versions.includes(String(value.apiVersion))) continue;
      const list = (field: unknown) => (Array.isArray(field) ? field.filter(isJsonObject) : []);
      const strings = (field: unknown) => (Array.isArray(field) ? field.map(String) : []);
      const flags = (entry: Record<string, unknown>) =>
        list(entry.flags ?? entry.options).map((one) => ({ name: String(one.name), default: String(one.default) }));
      return {
        overrides: list(value.overrides ?? value.defaults).map((entry) => ({
          command: String(entry.command),
          flags: flags(entry),
        })),
        aliases: list(value.aliases).map((entry) => ({
          name: String(entry.name),
          command: String(entry.command),
          prependArgs: strings(entry.prependArgs),
          appendArgs: strings(entry.appendArgs),
          flags: flags(entry),
        })),
      };
    }
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
  }
  return undefined;
}

async function withAlias(root: Command, argv: readonly string[], preference: Preference): Promise<string[]> {
  const at = argv.findIndex((word) => !word.startsWith('-') && !word.startsWith('__complete'));
  const name = argv[at];
  if (name === undefined || isBuiltIn(root, name)) return [...argv];
  const alias = preference.aliases.find((one) => one.name === name);
  if (alias === undefined) return [...argv];
  if (!/^[a-zA-Z]+$/.test(name)) throw new CommandError('invalid alias name, can only include alphabetical characters');
  const words = alias.command.split(/\s+/).filter((word) => word !== '');
  if (!isBuiltIn(root, words[0] ?? '')) {
    throw new CommandError(
      `command ${JSON.stringify(alias.command)} not found to set alias ${JSON.stringify(name)}: [${words.join(' ')}]`,
    );
  }
  const { command } = await resolveCommand(root, words);
  const rest = argv.slice(at + 1);
  const defaults = unspoken(alias.flags, {
    command,
    argv,
    problem: (flag) => `invalid alias flag ${flag} in alias ${name}`,
  });
  return [...argv.slice(0, at), ...words, ...defaults, ...alias.prependArgs, ...rest, ...alias.appendArgs];
}

function isBuiltIn({ commands = [] }: Command, name: string): boolean {
  return commands.some((entry) => entry.name === name || entry.aliases?.includes(name));
}

/** Flags of overrides stand first: behind `--` they would be arguments. */
async function withOverrides(root: Command, argv: readonly string[], { overrides }: Preference): Promise<string[]> {
  const { command, commandPath } = await resolveCommand(root, argv);
  const defaults: string[] = [];
  for (const override of overrides) {
    const meant = await resolveCommand(root, override.command.split(/\s+/));
    if (meant.commandPath !== commandPath || meant.argv.length > 0) continue;
    const problem = (flag: string) => `invalid flag ${flag} for command ${override.command}`;
    defaults.push(...unspoken(override.flags, { command, argv, problem }));
  }
  return [...defaults, ...argv];
}

/** Of the given defaults those whose flags are not in `argv`, as words of a command line. */
function unspoken(
  defaults: readonly FlagDefault[],
  { command, argv, problem }: { command: Command; argv: readonly string[]; problem(flag: string): string },
): string[] {
  const known: FlagSet = { ...globalFlags, ...command.flags };
  return defaults.flatMap(({ name, default: value }) => {
    if (name.startsWith('-')) throw new CommandError(`flag name ${name} should be in long form without dashes`);
    const found = Object.entries(known).find(([key]) => flagName(key) === name);
    if (found === undefined) throw new CommandError(problem(name));
    const { short } = found[1];
    const isSpoken = argv.some(
      (word) =>
        word === `--${name}` ||
        word.startsWith(`--${name}=`) ||
        (short !== undefined && /^-[a-zA-Z]/.test(word) && word.startsWith(`-${short}`)),
    );
    return isSpoken ? [] : [`--${name}=${value}`];
  });
}
