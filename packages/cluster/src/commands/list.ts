import type { SampanCommand } from '../cli/command.js';
import { formatTable } from '../cli/table.js';
import { readClusterConfig } from '../layout/cluster-config.js';
import { clusterFolder } from '../layout/cluster-folder.js';
import { contextName, serverUrl } from '../layout/cluster-kubeconfigs.js';
import { listClusters } from '../layout/sampan-home.js';
import { runningComponent } from '../processes/component-locks.js';
import { supervisorName } from '../supervisor/supervisor.js';

/** Lists the clusters of this home. */
export const list: SampanCommand = {
  usage: 'list',
  summary: 'list the clusters',
  options: [],
  async run({ home, terminal }) {
    const rows: string[][] = [];
    for (const name of await listClusters(home)) {
      const folder = clusterFolder(home, name);
      const config = await readClusterConfig(folder);
      if (config === undefined) continue;
      const running = runningComponent(folder, supervisorName) !== undefined;
      rows.push([
        name,
        running ? 'Running' : 'Stopped',
        String(config.nodes.length),
        serverUrl(config),
        contextName(name),
      ]);
    }
    if (rows.length === 0) terminal.progress('No clusters: create one with `sampan up`');
    else terminal.print(formatTable(['NAME', 'STATUS', 'NODES', 'SERVER', 'CONTEXT'], rows));
    return 0;
  },
};
