import type { Capabilities } from './capabilities.js';
import type { ContainerRuntime } from './container-runtime.js';
import type { ImageService } from './image-service.js';
import type { NodeNetwork } from './node-network.js';
import type { SandboxRuntime } from './sandbox-runtime.js';

/**
 * A way to run pods on this machine: what the agent needs from the host, in four parts, all of it told by value. Each
 * driver does what it can, and says of the rest why not.
 */
export interface Driver {
  /** `process`: the scheme of container ids (`process://…`). */
  readonly name: string;
  readonly version: string;
  readonly capabilities: Capabilities;
  readonly sandboxes: SandboxRuntime;
  readonly containers: ContainerRuntime;
  readonly images: ImageService;
  readonly network: NodeNetwork;
  /** Leaves the containers running. */
  close(): Promise<void>;
}
