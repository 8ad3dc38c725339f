export { type Config, toConfig } from './config.js';
export { type Context, createContext, type Overrides, type RunningLink } from './context.js';
export { CoachError, type CoachErrorCode } from './error.js';
export type { LeafProof, Log } from './log-port.js';
export type { Clock, Entropy, Inbox, Link, Logger, ReleaseOpener } from './ports.js';
export { COACH_PROGRAM } from './settings.js';
