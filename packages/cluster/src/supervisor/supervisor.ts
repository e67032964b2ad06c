import { mkdir, readdir } from 'node:fs/promises';
import type { Clock } from '@sampan/api';
import { stopAllContainers } from '@sampan/node-agent';
import { lockFolder } from '@sampan/node-agent/processes';
import { claimRanges } from '../layout/address-ranges.js';
import type { ClusterConfig } from '../layout/cluster-config.js';
import { type ClusterFolder, nodeFolder } from '../layout/cluster-folder.js';
import { componentLock, runningComponents } from '../processes/component-locks.js';
import { stopProcess } from '../processes/stop-process.js';
import { type Component, clusterComponents } from './components.js';
import { type ComponentState, SupervisedProcess } from './supervised-process.js';

/** The supervisor's own name among the components. */
export const supervisorName = 'supervisor';

export interface Supervisor {
  /** Starts the components that `config` has and that were not there before. */
  extend(config: ClusterConfig): void;
  /** Stops every component and every container, in order. */
  stop(): Promise<void>;
}

/**
 * Starts a cluster's processes and keeps them running. Components that outlived an earlier supervisor are replaced:
 * containers are not theirs, and run on.
 */
export async function startSupervisor(options: {
  folder: ClusterFolder;
  config: ClusterConfig;
  clock: Clock;
  report: (state: ComponentState) => void;
}): Promise<Supervisor> {
  const { folder, clock } = options;
  await mkdir(folder.run, { recursive: true, mode: 0o700 });
  const lock = lockFolder(componentLock(folder, supervisorName));
  await mkdir(folder.logs, { recursive: true, mode: 0o700 });
  await stopLeftovers(folder);
  const claim = await claimRanges(options.config.serviceCidr);

  let config = options.config;
  const processes = new Map<string, { component: Component; process: SupervisedProcess }>();
  const startMissing = () => {
    for (const component of clusterComponents(folder, config)) {
      if (processes.has(component.name)) continue;
      const process = new SupervisedProcess(component, { folder, clock, report: options.report });
      processes.set(component.name, { component, process });
      process.start();
    }
  };
  const stopKinds = async (...kinds: Component['kind'][]) => {
    const chosen = [...processes.values()].filter(({ component }) => kinds.includes(component.kind));
    await Promise.all(chosen.map(({ process }) => process.stop()));
  };
  startMissing();
  return {
    extend: (newConfig) => {
      config = newConfig;
      startMissing();
    },
    stop: async () => {
      await stopKinds('controller-manager', 'scheduler', 'node-agent', 'node-simulator');
      await stopContainers(folder);
      await stopKinds('apiserver');
      claim.close();
      lock.release();
    },
  };
}

/** Ends every container of the cluster's nodes, also those that no agent looks after any more. */
export async function stopContainers(folder: ClusterFolder): Promise<void> {
  await Promise.all((await nodesIn(folder)).map((node) => stopAllContainers(nodeFolder(folder, node))));
}

/** The nodes that have a folder, whatever the configuration says. */
async function nodesIn({ nodes }: ClusterFolder): Promise<string[]> {
  try {
    return await readdir(nodes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Ends what an earlier supervisor left behind: every component that runs, all but this process. */
export async function stopLeftovers(folder: ClusterFolder): Promise<void> {
  const running = [...(await runningComponents(folder)).values()];
  await Promise.all(running.filter(({ pid }) => pid !== process.pid).map((identity) => stopProcess(identity)));
}
