import { defineCommand } from '../../framework/command.js';
import { CommandError } from '../../framework/errors.js';
import { loadForChange } from './kubeconfig-changes.js';

export const currentContext = defineCommand({
  name: 'current-context',
  usage: '[flags]',
  short: 'Display the current-context',
  examples: `
# The context in use
kubectl config current-context`,
  flags: {},

  async run({ context }) {
    const current = (await loadForChange(context)).config['current-context'];
    if (!current) throw new CommandError('current-context is not set');
    context.print(`${current}\n`);
  },
});
