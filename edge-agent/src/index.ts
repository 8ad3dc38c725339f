export { type CentralTimes, NobleCentral, type NobleCentralOptions } from './adapters/noble-central.js';
export { buildProgram } from './cli.js';
export type { HistoryBatch, Wearable, WearableCentral, WearablePairing } from './ports.js';
export { WearableError, type WearableErrorCode, type WearableFault } from './wearable-error.js';
