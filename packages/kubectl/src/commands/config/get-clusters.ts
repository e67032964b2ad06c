import { defineCommand } from '../../framework/command.js';
import { loadForChange } from './kubeconfig-changes.js';

export const getClusters = defineCommand({
  name: 'get-clusters',
  usage: '[flags]',
  short: 'Display clusters defined in the kubeconfig',
  examples: `
# All clusters
kubectl config get-clusters`,
  flags: {},

  async run({ context }) {
    const names = (await loadForChange(context)).config.clusters.map(({ name }) => name).sort();
    context.print(['NAME', ...names].map((name) => `${name}\n`).join(''));
  },
});
