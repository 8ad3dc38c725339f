export { Histogram } from './core/histogram.js';
export { type LoadOptions, parseOptions } from './options.js';
export { type LoadDocument, runLoad } from './run-load.js';
