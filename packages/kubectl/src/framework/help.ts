import type { Command, CommandEntry, CommandGroup } from './command.js';
import { type Flag, type FlagSet, flagName } from './flags.js';

/** The help of `command`, laid out as kubectl lays it out. */
export async function commandHelp(command: Command, commandPath: string): Promise<string> {
  const sections = [
    (command.long ?? command.short).trim(),
    command.aliases === undefined ? '' : `Aliases:\n${[command.name, ...command.aliases].join(', ')}`,
    command.examples === undefined ? '' : `Examples:\n${indent(command.examples.trim(), '  ')}`,
    command.commands === undefined ? '' : `Available Commands:\n${await commandList(command.commands)}`,
    flagSection(command.flags),
    `Usage:\n  ${usageLine(command, commandPath)}`,
    [
      ...(command.commands === undefined
        ? []
        : [`Use "${commandPath} <command> --help" for more information about a given command.`]),
      'Use "kubectl options" for a list of global command-line options (applies to all commands).',
    ].join('\n'),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

/** The help of kubectl itself: its groups of commands. */
export async function rootHelp(groups: readonly CommandGroup[], usage: string): Promise<string> {
  // In the order of the table, in columns that all groups share.
  const width = Math.max(...groups.flatMap(({ commands }) => commands.map(({ name }) => name.length)));
  const sections = await Promise.all(
    groups.map(async ({ title, commands }) => `${title}:\n${await commandLines(commands, width)}`),
  );
  return `${[
    'kubectl controls the Kubernetes cluster manager.\n\n Find more information at: https://kubernetes.io/docs/reference/kubectl/',
    ...sections,
    usage,
    'Use "kubectl <command> --help" for more information about a given command.\nUse "kubectl options" for a list of global command-line options (applies to all commands).',
  ].join('\n\n')}\n`;
}

/** The flags, one after the other, as `--help` and `options` show them. */
export function flagList(flags: FlagSet): string {
  return Object.entries(flags)
    .filter(([, definition]) => definition.hidden !== true)
    .sort(([a], [b]) => (flagName(a) < flagName(b) ? -1 : 1))
    .map(([key, definition]) => {
      const short = definition.short === undefined ? '' : `-${definition.short}, `;
      return `    ${short}--${flagName(key)}=${defaultText(definition)}:\n\t${definition.description}`;
    })
    .join('\n\n');
}

async function commandList(entries: readonly CommandEntry[]): Promise<string> {
  const sorted = [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  return await commandLines(sorted, Math.max(11, ...sorted.map(({ name }) => name.length)));
}

async function commandLines(entries: readonly CommandEntry[], width: number): Promise<string> {
  const lines = entries.map(async ({ name, load }) => `  ${name.padEnd(width)}   ${(await load()).short}`);
  return (await Promise.all(lines)).join('\n');
}

function flagSection(flags: FlagSet): string {
  const list = flagList(flags);
  return list === '' ? '' : `Options:\n${list}`;
}

function usageLine(command: Command, commandPath: string): string {
  return [commandPath, command.usage, '[options]'].filter((part) => part !== '').join(' ');
}

function defaultText({ type, default: value }: Flag): string {
  switch (type) {
    case 'string':
      return `'${value as string}'`;
    case 'strings':
    case 'list':
      return `[${(value as string[]).join(',')}]`;
    case 'duration':
      return goSeconds(value as number);
    default:
      return String(value);
  }
}

/** The short durations that stand as defaults of flags: `0s`, `30s`, `1m0s`. */
function goSeconds(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}

function indent(text: string, by: string): string {
  return text
    .split('\n')
    .map((line) => `${by}${line}`)
    .join('\n');
}
