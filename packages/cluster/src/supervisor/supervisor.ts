import { mkdir, rm } from 'node:fs/promises';
import type { Clock } from '@sampan/api';
import { stopAllContainers } from '@sampan/node-agent';
import { claimRanges } from '../layout/address-ranges.js';
import type { ClusterConfig } from '../layout/cluster-config.js';
import { type ClusterFolder, nodeFolder } from '../layout/cluster-folder.js';
import { identify, liveRecords, removeRecord, writeRecord } from '../processes/process-record.js';
import { stopProcess } from '../processes/stop-process.js';
import { type Component, clusterComponents } from './components.js';
import { type ComponentState, SupervisedProcess } from './supervised-process.js';

/** The supervisor's own record in the run folder. */
export const supervisorRecord = 'supervisor';

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
  await mkdir(folder.logs, { recursive: true, mode: 0o700 });
  await stopLeftovers(folder);
  const claim = await claimRanges(options.config.serviceCidr);
  const self = identify(process.pid);
  if (self !== undefined) await writeRecord(folder.run, supervisorRecord, self);

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
      await stopKinds('controller-manager', 'scheduler', 'node-agent');
      await stopContainers(folder, config);
      await stopKinds('apiserver');
      await removeRecord(folder.run, supervisorRecord);
      claim.close();
    },
  };
}

/** Ends every container of the cluster's nodes, also those that no agent looks after any more. */
export async function stopContainers(folder: ClusterFolder, config: ClusterConfig): Promise<void> {
  await Promise.all(config.nodes.map((node) => stopAllContainers(nodeFolder(folder, node.name))));
}

/** Ends what an earlier supervisor left behind, all but this process, and forgets it. */
export async function stopLeftovers(folder: ClusterFolder): Promise<void> {
  const live = [...(await liveRecords(folder.run)).values()];
  await Promise.all(live.filter(({ pid }) => pid !== process.pid).map((identity) => stopProcess(identity)));
  await rm(folder.run, { recursive: true, force: true });
}
