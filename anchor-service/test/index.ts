/** What of this room’s test kit others’ tests may use. */

export { readArchive } from '@fit4work/archive';
export { PostgresSharedLog } from '../src/adapters/postgres-shared-log.js';
export { SqliteLogStore } from '../src/adapters/sqlite-log-store.js';
export { extendLog } from '../src/core/batch.js';
export { LEASE_MS, Lead } from '../src/standby/lead.js';
export type { Leading } from '../src/standby/ports.js';
export { SharedStore } from '../src/standby/shared-store.js';
export { repacked } from './audit-kit.js';
export { grow, LOG_STORE_CASES, logStoreContract } from './contracts/log-store-contract.js';
export { leafOf, leavesOf, NOW, payloadOf, quiet, temporaryFolder } from './kit.js';
export { type LargePack, largePack } from './large-pack.js';
export { startBroker, startNetwork, type TestBroker, type TestNetwork } from './network.js';
export { type Running, runToEnd, startProcess } from './processes.js';
export { type RotatedLog, rotatedLog } from './rotated-log.js';
export { between, seeded } from './seeded.js';
export { SentLeaves } from './sent-leaves.js';
