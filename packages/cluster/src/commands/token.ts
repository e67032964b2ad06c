import type { SampanCommand } from '../cli/command.js';
import { nameOption, stringOption } from '../cli/command.js';
import { requireClusterConfig } from '../layout/cluster-config.js';
import { clusterFolder } from '../layout/cluster-folder.js';
import { readAdminToken } from '../pki/cluster-pki.js';

/** Prints a bearer token of the cluster's administrator, for curl. */
export const token: SampanCommand = {
  usage: 'token',
  summary: 'print the administrator\'s bearer token, for `curl -H "Authorization: Bearer $(sampan token)"`',
  options: [nameOption],
  async run({ home, terminal }, options) {
    const name = stringOption(options, 'name');
    const folder = clusterFolder(home, name);
    await requireClusterConfig(folder, name);
    terminal.print(await readAdminToken(folder));
    return 0;
  },
};
