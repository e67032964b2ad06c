import type { Command, Invocation } from '../../framework/command.js';
import { defineCommand } from '../../framework/command.js';
import { createContext } from '../../framework/context.js';
import { flagName } from '../../framework/flags.js';
import { type GlobalFlags, globalFlags } from '../../framework/global-flags.js';
import { parseFlags } from '../../framework/parse-flags.js';
import { resolveCommand } from '../../framework/run.js';
import { root } from '../index.js';
import { completeFlagValue } from './flag-values.js';
import { completeObjects } from './objects.js';

/** Not for people: answers the scripts of `completion`. Never fails, never says anything on standard error. */
export const complete = defineCommand({
  name: '__complete',
  usage: '[WORD...]',
  short: 'Request shell completion choices for the specified command-line',
  flags: {},
  takesAnything: true,

  async run({ context, args }) {
    const word = args.at(-1) ?? '';
    const before = args.slice(0, -1);
    const candidates = await candidatesFor(before, word, context.io).catch(() => []);
    const matching = candidates.filter((candidate) => candidate.startsWith(word));
    const noSpace = matching.length > 0 && matching.every((candidate) => /[=/]$/.test(candidate));
    context.print(`${matching.map((candidate) => `${candidate}\n`).join('')}:${noSpace ? 2 : 4}\n`);
  },
});

async function candidatesFor(before: string[], word: string, io: Parameters<typeof createContext>[0]['io']) {
  const { command, argv, commandPath } = await resolveCommand(root, before);
  const flags = { ...globalFlags, ...command.flags };
  const pending = pendingFlag(argv, flags);
  const parsed = parseFlags(pending === undefined ? argv : argv.slice(0, -1), flags);
  const context = createContext({ io, globals: parsed.values as unknown as GlobalFlags });
  try {
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    if (pending !== undefined) return await completeFlagValue(context, pending, word);
    if (equals !== -1) {
      const values = await completeFlagValue(context, word.slice(2, equals), word.slice(equals + 1));
      return values.map((value) => `${word.slice(0, equals + 1)}${value}`);
    }
    if (word.startsWith('-'))
      return Object.entries(flags)
        .filter(([, { hidden }]) => !hidden)
        .map(([key]) => `--${flagName(key)}`);
    const invocation: Invocation = {
      context,
      args: parsed.args,
      flags: parsed.values as never,
      isSet: (key) => parsed.given.has(key),
      dashAt: parsed.dashAt,
      commandPath,
    };
    return await argumentsOf(command, invocation, word);
  } finally {
    await context.close();
  }
}

async function argumentsOf(command: Command, invocation: Invocation, word: string): Promise<string[]> {
  const names = invocation.args.length === 0 ? (command.commands ?? []).map(({ name }) => name) : [];
  const visible = names.filter((name) => !name.startsWith('__'));
  if (command === root || (command.run === undefined && visible.length > 0)) return visible;
  const own = command.complete ?? completeObjects;
  return [...visible, ...(await own(invocation, word))];
}

/** The name of the flag whose value comes next, if the last word is such a flag. */
function pendingFlag(
  argv: readonly string[],
  flags: Record<string, { short?: string; bare?: string }>,
): string | undefined {
  const last = argv.at(-1);
  if (last === undefined || !last.startsWith('-') || last.includes('=')) return undefined;
  const found = Object.entries(flags).find(
    ([key, { short }]) => last === `--${flagName(key)}` || (short !== undefined && last === `-${short}`),
  );
  return found === undefined || found[1].bare !== undefined ? undefined : flagName(found[0]);
}
