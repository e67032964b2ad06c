export { type HostImage, parseHostImages } from './drivers/process/images/host-image.js';
export { wellKnownImages, wellKnownProgram } from './drivers/process/images/well-known-images.js';
export { stopAllContainers } from './drivers/stop-all-containers.js';
export { parseImageReference } from './images/image-reference.js';
export type * from './options.js';
export { isSimulated, maxSimulatedNodes } from './simulation/simulated-node.js';
export { startNodeAgent } from './start-node-agent.js';
