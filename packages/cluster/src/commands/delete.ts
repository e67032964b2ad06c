import type { SampanCommand } from '../cli/command.js';
import { nameOption, stringOption } from '../cli/command.js';
import { readClusterConfig, requireClusterConfig } from '../layout/cluster-config.js';
import { type ClusterFolder, clusterFolder } from '../layout/cluster-folder.js';
import { removeUserContext } from '../layout/cluster-kubeconfigs.js';
import { alone } from '../layout/cluster-lock.js';
import { removeClusterFolder } from '../layout/remove-cluster-folder.js';
import { UserError } from '../user-error.js';
import { stopCluster } from './down.js';

/** Stops a cluster and removes all it had: its folder and its context. */
export const deleteCommand: SampanCommand = {
  usage: 'delete',
  summary: 'stop a cluster and remove its state and its context',
  options: [nameOption],
  async run(context, options) {
    const name = stringOption(options, 'name');
    const folder = clusterFolder(context.home, name);
    await identityOf(folder, name);
    const kept = await alone(folder, context.terminal, async () => {
      const identity = await identityOf(folder, name);
      await stopCluster(context, folder, name);
      await removeUserContext(identity, context.env);
      return removeClusterFolder(folder);
    });
    context.terminal.progress(`Deleted cluster "${name}"`);
    if (kept !== undefined)
      context.terminal.progress(`Its folder ${kept} stays: it is a mount point, or holds other things`);
    return 0;
  },
};

/** What names the cluster outside its folder. A cluster whose configuration cannot be read any more can be removed all the same. */
async function identityOf(folder: ClusterFolder, name: string): Promise<{ name: string; kubeconfig: string | null }> {
  try {
    return await requireClusterConfig(folder, name);
  } catch (error) {
    const isDamaged =
      error instanceof UserError && (await readClusterConfig(folder).catch(() => 'damaged')) === 'damaged';
    if (isDamaged) return { name, kubeconfig: null };
    throw error;
  }
}
