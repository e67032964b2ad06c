import type { Driver } from '../driver.js';
import { openHostImages } from './images/host-image-service.js';
import { processCapabilities } from './process-capabilities.js';
import { ProcessContainers } from './process-containers.js';
import { ProcessNetwork } from './process-network.js';
import { type ProcessDriverOptions, ProcessNode } from './process-node.js';
import { ProcessSandboxes } from './process-sandboxes.js';

/** Runs containers as plain child processes of this host: no isolation, no images, no privilege, any Unix. */
export async function openProcessDriver(options: ProcessDriverOptions): Promise<Driver> {
  const node = new ProcessNode(options);
  const sandboxes = new ProcessSandboxes(node);
  const images = await openHostImages(options);
  return {
    name: 'process',
    version: '0.1.0',
    capabilities: processCapabilities(),
    sandboxes,
    containers: new ProcessContainers(node),
    images,
    network: new ProcessNetwork(node),
    close: async () => {
      images.close();
      sandboxes.close();
      await node.close();
    },
  };
}
