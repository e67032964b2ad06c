import type { CommandContext, SampanCommand } from '../cli/command.js';
import { nameOption, stringOption } from '../cli/command.js';
import { type ClusterConfig, requireClusterConfig } from '../layout/cluster-config.js';
import { type ClusterFolder, clusterFolder } from '../layout/cluster-folder.js';
import { liveRecords, readRecord } from '../processes/process-record.js';
import { stopProcess } from '../processes/stop-process.js';
import { stopContainers, stopLeftovers, supervisorRecord } from '../supervisor/supervisor.js';

/** Stops every process of a cluster and keeps its state. */
export const down: SampanCommand = {
  usage: 'down',
  summary: 'stop a cluster and keep its state',
  options: [nameOption],
  async run(context, options) {
    const name = stringOption(options, 'name');
    const folder = clusterFolder(context.home, name);
    const config = await requireClusterConfig(folder, name);
    await stopCluster(context, folder, config);
    return 0;
  },
};

/** Stops what runs: through the supervisor when there is one, and itself whatever an earlier one left behind. */
export async function stopCluster(
  { terminal }: CommandContext,
  folder: ClusterFolder,
  config: ClusterConfig,
): Promise<void> {
  const wasRunning = (await liveRecords(folder.run)).size > 0;
  const supervisor = await readRecord(folder.run, supervisorRecord);
  if (supervisor !== undefined) await stopProcess(supervisor, { timeout: 60_000 });
  await stopLeftovers(folder);
  await stopContainers(folder, config);
  terminal.progress(wasRunning ? `Stopped cluster "${config.name}"` : `Cluster "${config.name}" was not running`);
}
