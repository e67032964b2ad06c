import type { Driver } from './driver.js';
import type { DriverOptions } from './driver-options.js';
import { openProcessDriver } from './process/process-driver.js';
import { stopAllContainers } from './process/stop-all-containers.js';

/** A kind of driver. */
export interface DriverKind {
  readonly name: string;
  /** Tries what it needs of the machine, and rejects with what is missing. */
  open(options: DriverOptions): Promise<Driver>;
  /** Ends what any agent has started with it in a node's folder, whether or not one runs. */
  stopAll(rootDir: string, options?: { graceMilliseconds?: number }): Promise<void>;
}

/** Those that do most come first. */
export const driverKinds: readonly DriverKind[] = [
  { name: 'process', open: openProcessDriver, stopAll: stopAllContainers },
];
