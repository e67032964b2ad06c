import { realpath, rm } from 'node:fs/promises';
import type { SampanCommand } from '../cli/command.js';
import { nameOption, stringOption } from '../cli/command.js';
import { requireClusterConfig } from '../layout/cluster-config.js';
import { clusterFolder } from '../layout/cluster-folder.js';
import { removeUserContext } from '../layout/cluster-kubeconfigs.js';
import { stopCluster } from './down.js';

/** Stops a cluster and removes all it had: its folder and its context. */
export const deleteCommand: SampanCommand = {
  usage: 'delete',
  summary: 'stop a cluster and remove its state and its context',
  options: [nameOption],
  async run(context, options) {
    const name = stringOption(options, 'name');
    const folder = clusterFolder(context.home, name);
    const config = await requireClusterConfig(folder, name);
    await stopCluster(context, folder, config);
    await removeUserContext(config, context.env);
    await rm(await realpath(folder.root), { recursive: true, force: true });
    await rm(folder.root, { recursive: true, force: true });
    context.terminal.progress(`Deleted cluster "${name}"`);
    return 0;
  },
};
