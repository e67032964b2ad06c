import { defineCommand, entry } from '../../framework/command.js';

export const certificate = defineCommand({
  name: 'certificate',
  usage: 'SUBCOMMAND',
  short: 'Modify certificate resources',
  long: 'Decide about requests for certificates.',
  flags: {},
  commands: [
    entry('approve', () => import('./approve.js').then((m) => m.approve)),
    entry('deny', () => import('./deny.js').then((m) => m.deny)),
  ],
});
