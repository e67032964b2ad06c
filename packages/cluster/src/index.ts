export { type InProcessCluster, type InProcessClusterOptions, startCluster } from './start-cluster.js';
