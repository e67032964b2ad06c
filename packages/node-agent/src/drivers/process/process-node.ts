import { resolve } from 'node:path';
import type { DriverOptions } from '../driver-options.js';
import type { Sandbox } from '../sandbox-runtime.js';
import { type ControlGroups, openControlGroups } from './control-groups.js';
import type { FoundContainer } from './found-containers.js';
import { PodAddresses } from './pod-addresses.js';
import { type PodProcesses, PortHolders } from './pod-listener.js';
import { type ProcessContainer, processContainer } from './process-container.js';
import { perl, sessionLeader } from './session-leader.js';
import { SpawnHelper } from './spawn-helper.js';

export interface ProcessDriverOptions extends DriverOptions {
  /** Finds the control groups that can be had here; by trying, unless told. */
  controlGroups?: typeof openControlGroups;
}

/** What the four parts of the process driver share: what runs, and how it is started and ended. */
export class ProcessNode {
  readonly options: ProcessDriverOptions;
  readonly addresses: PodAddresses;
  readonly portHolders = new PortHolders();
  readonly helper = new SpawnHelper();
  readonly sandboxes = new Map<string, Sandbox>();
  readonly containers = new Map<string, ProcessContainer>();
  #groups: Promise<ControlGroups | undefined> | undefined;

  constructor(options: ProcessDriverOptions) {
    this.options = { ...options, rootDir: resolve(options.rootDir) };
    this.addresses = new PodAddresses(options.podCidr);
    // What every start needs is looked for once, before anything waits for it.
    sessionLeader();
    perl();
  }

  controlGroups(): Promise<ControlGroups | undefined> {
    this.#groups ??= (this.options.controlGroups ?? openControlGroups)(this.options.rootDir);
    return this.#groups;
  }

  containersOf(podUid: string): ProcessContainer[] {
    return [...this.containers.values()].filter((container) => container.podUid === podUid);
  }

  processesOf({ podUid, ip }: Sandbox): PodProcesses {
    return { podUid, ip, leaders: new Set(this.containersOf(podUid).map(({ pid }) => pid)) };
  }

  /** Takes on a container that was started, or found. */
  watchOver(parts: FoundContainer): ProcessContainer {
    const { podUid, name, attempt } = parts.record;
    const container = processContainer({
      ...parts,
      clock: this.options.clock,
      endRest: async () => (await this.controlGroups())?.endContainer(podUid, name, attempt),
      ended: () => this.helper.reap(),
    });
    this.containers.set(container.id, container);
    return container;
  }

  async close(): Promise<void> {
    await this.helper.close();
    for (const container of this.containers.values()) container.release();
    this.containers.clear();
  }
}
