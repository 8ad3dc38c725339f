export type { ClusterOptions } from './options.js';
export type { ChaosDocument } from './run-chaos.js';
export { runCluster } from './run-cluster.js';
