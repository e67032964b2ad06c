import type { SampanCommand } from '../cli/command.js';
import { kubernetesVersion, sampanVersion } from '../version.js';

/** Prints the versions. */
export const version: SampanCommand = {
  usage: 'version',
  summary: 'print the version of Sampan, of the Kubernetes API it serves, and of Node',
  options: [],
  async run({ terminal }) {
    terminal.print(`sampan      v${sampanVersion}`);
    terminal.print(`kubernetes  ${kubernetesVersion}`);
    terminal.print(`node        ${process.version}`);
    return 0;
  },
};
