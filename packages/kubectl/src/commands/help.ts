import { defineCommand, visibleNames } from '../framework/command.js';
import { words } from '../framework/completion.js';
import { commandHelp, rootHelp } from '../framework/help.js';
import { resolveCommand } from '../framework/run.js';
import { root } from './index.js';

export const help = defineCommand({
  name: 'help',
  usage: '[command]',
  short: 'Help about any command',
  long: 'Print the help of a command, as --help does.',
  flags: {},
  complete: async ({ args }) => (args.length > 0 ? words([]) : words(visibleNames(root))),

  async run({ context, args }) {
    const { command, commandPath, argv } = await resolveCommand(root, args);
    if (argv.length > 0 && command.commands !== undefined) {
      context.print(`Unknown help topic [${args.map((word) => JSON.stringify(word)).join(' ')}]\n`);
    }
    if (command.groups === undefined) return context.print(await commandHelp(command, commandPath));
    context.print(await rootHelp(command.groups, `Usage:\n  ${commandPath} [flags] [options]`));
  },
});
