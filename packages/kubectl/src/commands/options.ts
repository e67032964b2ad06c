import { defineCommand } from '../framework/command.js';
import { globalFlags } from '../framework/global-flags.js';
import { flagList } from '../framework/help.js';

export const options = defineCommand({
  name: 'options',
  usage: '',
  short: 'Print the list of flags inherited by all commands',
  flags: {},

  async run({ context }) {
    context.print(`The following options can be passed to any command:\n\n${flagList(globalFlags)}\n`);
  },
});
