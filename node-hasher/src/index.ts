export { hasherOf, nodeHasher } from './node-hasher.js';
