/** What of this room’s test kit others’ tests may use. */

export { COACH } from '../src/testing/desk.js';
export { CoachWorld } from './coach-world.js';
export { PostgresServer } from './postgres-server.js';
