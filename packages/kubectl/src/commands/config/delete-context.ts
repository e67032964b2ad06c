import { defineCommand } from '../../framework/command.js';
import { oneEntry } from '../../framework/completers.js';
import { deleteEntry } from './delete-entry.js';

export const deleteContext = defineCommand({
  name: 'delete-context',
  usage: 'NAME',
  short: 'Delete the specified context from the kubeconfig',
  complete: oneEntry('contexts'),
  examples: `
# By name
kubectl config delete-context minikube`,
  flags: {},

  async run({ context, args }) {
    await deleteEntry(context, args, { list: 'contexts', noun: 'context' });
  },
});
