import { defineCommand } from '../../framework/command.js';
import { oneEntry } from '../../framework/completers.js';
import { deleteEntry } from './delete-entry.js';

export const deleteUser = defineCommand({
  name: 'delete-user',
  usage: 'NAME',
  short: 'Delete the specified user from the kubeconfig',
  complete: oneEntry('users'),
  examples: `
# By name
kubectl config delete-user minikube`,
  flags: {},

  async run({ context, args }) {
    await deleteEntry(context, args, { list: 'users', noun: 'user' });
  },
});
