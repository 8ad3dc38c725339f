export type { RunDocument } from './document.js';
export { Employee } from './employee.js';
export { startNetwork } from './network.js';
export { type DemoOptions, parseOptions } from './options.js';
export { playersOf } from './population.js';
export { openState } from './state.js';
export { Supervisor } from './supervisor.js';
