export { Air, type AttachOptions } from './air.js';
export { type Clock, VirtualClock } from './clock.js';
export type { HostSink } from './controller-state.js';
export { RadioError, type RadioErrorCode } from './error.js';
export { inProcessTransport } from './in-process.js';
export type { AirOptions } from './options.js';
export { type RadioServer, type RadioServerOptions, type RefusalCode, serveRadio } from './server.js';
export type { Signal } from './signal.js';
export { type PacketTrace, type TraceOptions, traceFile, traceTo } from './trace.js';
