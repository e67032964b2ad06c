import { defineCommand } from '../../framework/command.js';
import { oneEntry } from '../../framework/completers.js';
import { deleteEntry } from './delete-entry.js';

export const deleteCluster = defineCommand({
  name: 'delete-cluster',
  usage: 'NAME',
  short: 'Delete the specified cluster from the kubeconfig',
  complete: oneEntry('clusters'),
  examples: `
# By name
kubectl config delete-cluster minikube`,
  flags: {},

  async run({ context, args }) {
    await deleteEntry(context, args, { list: 'clusters', noun: 'cluster' });
  },
});
