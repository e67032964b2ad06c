import { defineCommand } from '../../framework/command.js';
import { loadForChange } from './kubeconfig-changes.js';

export const getUsers = defineCommand({
  name: 'get-users',
  usage: '[flags]',
  short: 'Display users defined in the kubeconfig',
  examples: `
# All users
kubectl config get-users`,
  flags: {},

  async run({ context }) {
    const names = (await loadForChange(context)).config.users.map(({ name }) => name).sort();
    context.print(['NAME', ...names].map((name) => `${name}\n`).join(''));
  },
});
