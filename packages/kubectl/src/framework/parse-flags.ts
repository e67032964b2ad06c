import { parseDuration } from '@sampan/api';
import { errorWords } from './error-words.js';
import { UsageError } from './errors.js';
import { type Flag, type FlagSet, flagName } from './flags.js';

/** What a command line holds besides its command. */
export interface ParsedFlags {
  values: Record<string, unknown>;
  /** Keys of the flags that were given. */
  given: ReadonlySet<string>;
  args: string[];
  /** How many of `args` stand before `--`; -1 without a `--`. */
  dashAt: number;
}

/**
 * Parses `argv` as pflag does: flags and arguments in any order, `--` ends the flags. Throws {@link UsageError}.
 *
 * No argument parser of npm reads `-ojson`, `-n=x`, `--watch=false` and flags with a bare value as pflag does, and none
 * has its error texts, which scripts compare: that is why kubectl has one of its own.
 */
export function parseFlags(argv: readonly string[], flags: FlagSet): ParsedFlags {
  const index = indexFlags(flags);
  const result: ParsedFlags & { given: Set<string> } = { values: {}, given: new Set(), args: [], dashAt: -1 };
  for (const [key, definition] of Object.entries(flags)) result.values[key] = definition.default;
  const queue = [...argv];
  for (let token = queue.shift(); token !== undefined; token = queue.shift()) {
    if (token === '--') {
      result.dashAt = result.args.length;
      result.args.push(...queue);
      break;
    }
    if (token.startsWith('--')) parseLong(token, queue, { index, result });
    else if (token.startsWith('-') && token !== '-') parseShorts(token, queue, { index, result });
    else result.args.push(token);
  }
  return result;
}

/** The flags of a set by what is written on a command line: `--name` and `-n`. */
export type FlagIndex = ReadonlyMap<string, { key: string; definition: Flag }>;

/** Indexes `flags` for {@link parseFlags} and for finding a command's name between flags. */
export function indexFlags(flags: FlagSet): FlagIndex {
  const index = new Map<string, { key: string; definition: Flag }>();
  for (const [key, definition] of Object.entries(flags)) {
    index.set(`--${flagName(key)}`, { key, definition });
    if (definition.short !== undefined) index.set(`-${definition.short}`, { key, definition });
  }
  return index;
}

interface State {
  index: FlagIndex;
  result: ParsedFlags & { given: Set<string> };
}

function parseLong(token: string, queue: string[], { index, result }: State): void {
  const equals = token.indexOf('=');
  const name = (equals === -1 ? token : token.slice(0, equals)).replaceAll('_', '-');
  const found = index.get(name);
  if (found === undefined) {
    if (name === '--help') throw new HelpRequested();
    throw new UsageError(name === '--' ? `bad flag syntax: ${token}` : `unknown flag: ${name}`);
  }
  let value = equals === -1 ? found.definition.bare : token.slice(equals + 1);
  if (value === undefined) {
    value = queue.shift();
    if (value === undefined) throw new UsageError(`flag needs an argument: ${name}`);
  }
  assign(result, found, value);
}

function parseShorts(token: string, queue: string[], { index, result }: State): void {
  for (let shorts = token.slice(1); shorts !== ''; ) {
    const letter = shorts.charAt(0);
    const found = index.get(`-${letter}`);
    if (found === undefined) {
      if (letter === 'h') throw new HelpRequested();
      throw new UsageError(`unknown shorthand flag: '${letter}' in -${shorts}`);
    }
    let value: string | undefined;
    let rest = '';
    if (shorts.length > 2 && shorts.charAt(1) === '=') value = shorts.slice(2);
    else if (found.definition.bare !== undefined) {
      value = found.definition.bare;
      rest = shorts.slice(1);
    } else if (shorts.length > 1) value = shorts.slice(1);
    else value = queue.shift();
    if (value === undefined) throw new UsageError(`flag needs an argument: '${letter}' in -${shorts}`);
    assign(result, found, value);
    shorts = rest;
  }
}

function assign(result: State['result'], { key, definition }: { key: string; definition: Flag }, text: string): void {
  const parsed = parseValue(definition, text);
  if ('problem' in parsed) {
    const shown = definition.short === undefined ? `--${flagName(key)}` : `-${definition.short}, --${flagName(key)}`;
    throw new UsageError(`invalid argument ${JSON.stringify(text)} for "${shown}" flag: ${parsed.problem}`);
  }
  const isList = definition.type === 'strings' || definition.type === 'list';
  result.values[key] =
    isList && result.given.has(key)
      ? [...(result.values[key] as string[]), ...(parsed.value as string[])]
      : parsed.value;
  result.given.add(key);
}

const booleans: Readonly<Record<string, boolean>> = {
  ...Object.fromEntries(['1', 't', 'T', 'true', 'TRUE', 'True'].map((text) => [text, true])),
  ...Object.fromEntries(['0', 'f', 'F', 'false', 'FALSE', 'False'].map((text) => [text, false])),
};

function parseValue(definition: Flag, text: string): { value: unknown } | { problem: string } {
  switch (definition.type) {
    case 'bool': {
      const value = booleans[text];
      return value === undefined
        ? { problem: `strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax` }
        : { value };
    }
    case 'int':
      return /^[+-]?(0x[0-9a-f]+|[0-9]+)$/i.test(text)
        ? { value: Number(text) }
        : { problem: `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax` };
    case 'duration':
      try {
        return { value: parseDuration(text) };
      } catch (error) {
        return { problem: errorWords(error) };
      }
    case 'list':
      return { value: text === '' ? [] : splitCommas(text) };
    case 'strings':
      return { value: [text] };
    default:
      return { value: text };
  }
}

/** Splits one line of CSV, which is how pflag reads a slice: a part in double quotes may hold commas. */
function splitCommas(text: string): string[] {
  if (!text.includes('"')) return text.split(',');
  const parts = text.match(/(?<=^|,)("(?:[^"]|"")*"|[^,]*)(?=,|$)/g) ?? [];
  return parts.map((part) => (part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part));
}

/** `-h` or `--help` was given: print the help of the command instead of running it. */
export class HelpRequested extends Error {}
