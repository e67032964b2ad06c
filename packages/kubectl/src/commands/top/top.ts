import { defineCommand, entry } from '../../framework/command.js';

export const top = defineCommand({
  name: 'top',
  usage: '[flags]',
  short: 'Display resource (CPU/memory) usage',
  long: `Show how much CPU time and memory nodes and pods use.

 The server has to offer the metrics API.`,
  flags: {},
  commands: [
    entry('node', () => import('./top-node.js').then((m) => m.topNode), ['nodes', 'no']),
    entry('pod', () => import('./top-pod.js').then((m) => m.topPod), ['pods', 'po']),
  ],
});
