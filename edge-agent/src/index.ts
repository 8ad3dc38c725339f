export { buildProgram } from './cli.js';
