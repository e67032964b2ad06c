export { stopAllContainers } from './drivers/process/stop-all-containers.js';
export { type HostImage, parseHostImages } from './images/host-image.js';
export { parseImageReference } from './images/image-reference.js';
export { wellKnownImages, wellKnownProgram } from './images/well-known-images.js';
export type * from './options.js';
export { startNodeAgent } from './start-node-agent.js';
