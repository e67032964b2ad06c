import type { Clock } from '@sampan/api';
import type { Logger } from '@sampan/client';

/** What every driver is opened with. */
export interface DriverOptions {
  /** The agent's state; nothing is written outside of it. */
  rootDir: string;
  /** The addresses that the node's pods have. */
  podCidr: string;
  nodeIp: string;
  nodeName: string;
  clock: Clock;
  logger: Logger;
  /** Programs that stand for images: see `NodeAgentOptions`. */
  imagesFile?: string;
}
