/** What of this room’s test kit others’ tests may use. */

export { PostgresServer } from './postgres-server.js';
