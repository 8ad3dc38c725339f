/** What scenarios take of a log among real witnesses. */
export { startNetwork, type TestNetwork } from './network.js';
export { type Running, startProcess } from './processes.js';
