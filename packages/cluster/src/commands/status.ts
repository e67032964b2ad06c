import type { SampanCommand } from '../cli/command.js';
import { nameOption, stringOption } from '../cli/command.js';
import { formatTable } from '../cli/table.js';
import { requireClusterConfig } from '../layout/cluster-config.js';
import { clusterFolder } from '../layout/cluster-folder.js';
import { contextName, serverUrl } from '../layout/cluster-kubeconfigs.js';
import { runningComponents } from '../processes/component-locks.js';
import { processUsage } from '../processes/process-usage.js';
import { clusterComponents } from '../supervisor/components.js';
import { supervisorName } from '../supervisor/supervisor.js';

/** Shows which processes a cluster has, and what they use. Exit code 0 only when all of them run. */
export const status: SampanCommand = {
  usage: 'status',
  summary: 'show the processes of a cluster, their memory and CPU time',
  options: [nameOption],
  async run({ home, terminal }, options) {
    const name = stringOption(options, 'name');
    const folder = clusterFolder(home, name);
    const config = await requireClusterConfig(folder, name);
    const live = await runningComponents(folder);
    const names = [supervisorName, ...clusterComponents(folder, config).map((component) => component.name)];
    const rows = names.map((component) => {
      const identity = live.get(component);
      if (identity === undefined) return [component, 'Stopped', '', '', ''];
      const usage = processUsage(identity.pid);
      return [
        component,
        'Running',
        String(identity.pid),
        `${(usage.memoryBytes / 2 ** 20).toFixed(0)}Mi`,
        `${usage.cpuSeconds.toFixed(1)}s`,
      ];
    });
    terminal.print(`cluster:  ${name}`);
    terminal.print(`server:   ${serverUrl(config)}`);
    terminal.print(`context:  ${contextName(name)}`);
    terminal.print(`folder:   ${folder.root}`);
    terminal.print();
    terminal.print(formatTable(['COMPONENT', 'STATUS', 'PID', 'MEMORY', 'CPU TIME'], rows));
    return names.every((component) => live.has(component)) ? 0 : 1;
  },
};
