export { Air } from './air.js';
export { RadioError, type RadioErrorCode } from './error.js';
export { inProcessTransport } from './in-process.js';
export { type RadioServer, type RadioServerOptions, serveRadio } from './server.js';
