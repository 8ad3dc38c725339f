export * from './sample.js';
export * from './log/index.js';
