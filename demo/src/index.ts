export { type DemoOptions, parseOptions } from './options.js';
export type { RunDocument } from './document.js';
