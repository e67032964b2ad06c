export { stopAllContainers } from './drivers/process/stop-all-containers.js';
export type * from './options.js';
export { startNodeAgent } from './start-node-agent.js';
