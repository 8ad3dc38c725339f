export type { RunDocument } from './document.js';
export { type DemoOptions, parseOptions } from './options.js';
