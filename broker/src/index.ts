export { type Config, toConfig } from './config.js';
export { type Context, createContext, type Overrides } from './context.js';
export { LIMITS, MAX_PACKET } from './core/limits.js';
export { PacketSize } from './core/packet-size.js';
export { BrokerError, type BrokerErrorCode } from './error.js';
export type { Logger, RunningBroker } from './ports.js';
export { BROKER_PROGRAM, DOOR_PROGRAM } from './settings.js';
