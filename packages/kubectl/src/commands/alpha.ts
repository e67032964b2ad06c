import { defineCommand } from '../framework/command.js';

export const alpha = defineCommand({
  name: 'alpha',
  usage: '',
  short: 'Commands for features in alpha',
  long: 'Commands for features that are tried out. There are none at the moment.',
  flags: {},

  async run({ context }) {
    context.warn('No alpha commands are available in this version of kubectl');
  },
});
