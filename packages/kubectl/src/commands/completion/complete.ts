import type { Command, Invocation } from '../../framework/command.js';
import { defineCommand, visibleNames } from '../../framework/command.js';
import { type Completions, directiveNumber, filesOnly, words } from '../../framework/completion.js';
import { createContext } from '../../framework/context.js';
import { type Flag, type FlagSet, flagName } from '../../framework/flags.js';
import { type GlobalFlags, globalFlags } from '../../framework/global-flags.js';
import type { Io } from '../../framework/io.js';
import { parseFlags } from '../../framework/parse-flags.js';
import { resolveCommand } from '../../framework/run.js';
import { root } from '../index.js';
import { completeFlagValue } from './flag-values.js';

/** A word, and what it is for. */
interface Choice {
  word: string;
  description?: string;
}

/** What answers is the same for both. */
const answer = (name: string, isDescribed: boolean) =>
  defineCommand({
    name,
    usage: '[command-line]',
    short: 'Request shell completion choices for the specified command-line',
    flags: {},
    takesAnything: true,

    async run({ context, args }) {
      const word = args.at(-1) ?? '';
      const { choices, completions } = await choicesFor(args.slice(0, -1), word, context.io).catch(() => ({
        choices: [],
        completions: filesOnly,
      }));
      const { bits, names } = directiveNumber(completions.directive);
      const lines = choices.map((choice) =>
        isDescribed && choice.description !== undefined ? `${choice.word}\t${choice.description}` : choice.word,
      );
      context.print([...lines, `:${bits}`, ''].join('\n'));
      context.warn(`Completion ended with directive: ${names}`);
    },
  });

/** Not for people: answers the scripts of `completion`, and never fails. */
export const complete = answer('__complete', true);

/** The same for shells that show no descriptions. */
export const completeBare = answer('__completeNoDesc', false);

/** What may follow `before`, as the beginning `word` of it says; and what the shell is to do. */
async function choicesFor(
  before: string[],
  word: string,
  io: Io,
): Promise<{ choices: Choice[]; completions: Completions }> {
  const resolved = await resolveCommand(root, before);
  const { command, argv, commandPath } = resolved;
  const flags: FlagSet = { ...globalFlags, ...command.flags };
  const pending = pendingFlag(argv, flags);
  const parsed = parseFlags(pending === undefined ? argv : argv.slice(0, -1), flags);
  const context = createContext({ io, globals: parsed.values as unknown as GlobalFlags });
  const invocation: Invocation<FlagSet> = {
    context,
    args: parsed.args,
    flags: parsed.values as never,
    isSet: (key) => parsed.given.has(key),
    dashAt: parsed.dashAt,
    commandPath,
  };
  const chosen = (completions: Completions, value: string, more: readonly Choice[] = []) => ({
    choices: [...more, ...completions.words.map((one) => ({ word: one }))].filter(
      (choice) => completions.directive.areExtensions || choice.word.startsWith(value),
    ),
    completions,
  });
  try {
    if (parsed.dashAt !== -1) return chosen(words([]), word);
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    if (pending !== undefined) return chosen(await completeFlagValue(invocation, pending), word);
    if (equals !== -1) {
      return chosen(await completeFlagValue(invocation, word.slice(2, equals)), word.slice(equals + 1));
    }
    if (word.startsWith('-')) return chosen(words([]), word, flagChoices(command, parsed.given));
    const required = Object.entries(command.flags)
      .filter(([key, definition]) => definition.required && !parsed.given.has(key))
      .map(([key, { description }]) => ({ word: `--${flagName(key)}`, description }));
    if (command.commands !== undefined && parsed.args.length === 0) {
      return chosen(words([]), word, [...required, ...(await subcommands(command, word))]);
    }
    // What cannot be found out, as of a type that there is not, has no completions, and no files either.
    const own =
      command.complete === undefined ? filesOnly : await command.complete(invocation, word).catch(() => words([]));
    return chosen(own, word, required);
  } finally {
    await context.close();
  }
}

async function subcommands(command: Command, word: string): Promise<Choice[]> {
  const names = visibleNames(command).filter((name) => name.startsWith(word));
  return await Promise.all(
    names.map(async (name) => {
      const found = command.commands?.find((entry) => entry.name === name);
      return { word: name, description: (await found?.load())?.short ?? '' };
    }),
  );
}

/** The flags of all commands first, then the command's own; what may be given once and was given is left out. */
function flagChoices(command: Command, given: ReadonlySet<string>): Choice[] {
  const choices = (set: Record<string, Flag>): Choice[] =>
    Object.entries(set)
      .filter(([, { hidden }]) => !hidden)
      .filter(([key, { type }]) => !given.has(key) || type === 'list' || type === 'strings')
      .sort(([a], [b]) => (flagName(a) < flagName(b) ? -1 : 1))
      .flatMap(([key, { short, description }]) => [
        { word: `--${flagName(key)}`, description },
        ...(short === undefined ? [] : [{ word: `-${short}`, description }]),
      ]);
  const own = new Set(Object.keys(command.flags));
  const inherited = Object.fromEntries(Object.entries<Flag>(globalFlags).filter(([key]) => !own.has(key)));
  const help = { help: { type: 'bool', default: false, description: 'Print the help of the command.', short: 'h' } };
  return [...choices(inherited), ...choices({ ...command.flags, ...help } as Record<string, Flag>)];
}

/** The name of the flag whose value comes next, if the last word is such a flag. */
function pendingFlag(argv: readonly string[], flags: FlagSet): string | undefined {
  const last = argv.at(-1);
  if (last === undefined || !last.startsWith('-') || last.includes('=')) return undefined;
  const found = Object.entries(flags).find(
    ([key, { short }]) => last === `--${flagName(key)}` || (short !== undefined && last === `-${short}`),
  );
  return found === undefined || found[1].bare !== undefined ? undefined : flagName(found[0]);
}
