export { type Band, type BandOptions, startBand } from './band/band.js';
export * from './core/brussels-time.js';
export { type MinuteSource, SAMPLE_BYTES, storedMinutes } from './core/minute.js';
export { SimError, type SimErrorCode } from './error.js';
export { Air } from './radio/air.js';
export { inProcessTransport } from './radio/in-process.js';
export { type RadioServer, type RadioServerOptions, serveRadio } from './radio/server.js';
