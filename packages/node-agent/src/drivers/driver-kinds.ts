import type { Driver } from './driver.js';
import type { DriverOptions } from './driver-options.js';
import { stopAllContainers } from './process/stop-all-containers.js';

/** A kind of driver. */
export interface DriverKind {
  readonly name: string;
  /** Tries what it needs of the machine, and rejects with what is missing. */
  open(options: DriverOptions): Promise<Driver>;
  /** Ends what any agent has started with it in a node's folder, whether or not one runs. */
  stopAll(rootDir: string, options?: { graceMilliseconds?: number }): Promise<void>;
}

/** Those that do most come first. What opens one is loaded when it is opened: who only stops containers needs none of it. */
export const driverKinds: readonly DriverKind[] = [
  {
    name: 'process',
    open: async (options) => (await import('./process/process-driver.js')).openProcessDriver(options),
    stopAll: stopAllContainers,
  },
];
