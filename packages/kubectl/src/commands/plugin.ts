import { defineCommand, entry } from '../framework/command.js';

export const plugin = defineCommand({
  name: 'plugin',
  usage: '[flags]',
  short: 'Provides utilities for interacting with plugins',
  long: `Plugins are programs on the PATH whose name starts with kubectl-: 'kubectl foo bar' runs kubectl-foo-bar, or else kubectl-foo with the argument bar.`,
  examples: `
# All plugins on the PATH
kubectl plugin list`,
  flags: {},
  commands: [entry('list', () => import('./plugin-list.js').then((m) => m.pluginList))],
});
