import { defineCommand } from '../../framework/command.js';
import { deleteEntry } from './delete-entry.js';

export const deleteUser = defineCommand({
  name: 'delete-user',
  usage: 'NAME',
  short: 'Delete the specified user from the kubeconfig',
  examples: `
# By name
kubectl config delete-user minikube`,
  flags: {},

  async run({ context, args }) {
    await deleteEntry(context, args, { list: 'users', noun: 'user' });
  },
});
