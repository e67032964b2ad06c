import type { CommandContext, SampanCommand } from '../cli/command.js';
import { nameOption, stringOption } from '../cli/command.js';
import { requireClusterConfig } from '../layout/cluster-config.js';
import { type ClusterFolder, clusterFolder } from '../layout/cluster-folder.js';
import { alone } from '../layout/cluster-lock.js';
import { runningComponent, runningComponents } from '../processes/component-locks.js';
import { stopProcess } from '../processes/stop-process.js';
import { stopContainers, stopLeftovers, supervisorName } from '../supervisor/supervisor.js';

/** Stops every process of a cluster and keeps its state. */
export const down: SampanCommand = {
  usage: 'down',
  summary: 'stop a cluster and keep its state',
  options: [nameOption],
  async run(context, options) {
    const name = stringOption(options, 'name');
    const folder = clusterFolder(context.home, name);
    await requireClusterConfig(folder, name);
    await alone(folder, context.terminal, async () => {
      await requireClusterConfig(folder, name);
      await stopCluster(context, folder, name);
    });
    return 0;
  },
};

/** Stops what runs: through the supervisor when there is one, and itself whatever an earlier one left behind. */
export async function stopCluster({ terminal }: CommandContext, folder: ClusterFolder, name: string): Promise<void> {
  const wasRunning = (await runningComponents(folder)).size > 0;
  const supervisor = runningComponent(folder, supervisorName);
  if (supervisor !== undefined) await stopProcess(supervisor, { timeout: 60_000 });
  await stopLeftovers(folder);
  await stopContainers(folder);
  terminal.progress(wasRunning ? `Stopped cluster "${name}"` : `Cluster "${name}" was not running`);
}
