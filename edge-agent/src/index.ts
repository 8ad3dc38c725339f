export { loadFamilies } from './adapters/families.js';
export { type CentralTimes, NobleCentral, type NobleCentralOptions } from './adapters/noble-central.js';
export { buildProgram } from './cli.js';
export { WearableError, type WearableErrorCode, type WearableFault } from './wearable-error.js';
export type { Batch, Family, Session, Wearable } from './wearable-port.js';
