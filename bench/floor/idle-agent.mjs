import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { pathToFileURL } from 'node:url';
import { cryptoReady } from '../../protocol/dist/index.js';

/* The floor of the agent's benchmark: everything that the agent loads, a database, a connection, a timer, and no work. */

const AGENT = new URL('../../edge-agent/package.json', import.meta.url);
const from = (/** @type {string} */ name) => import(pathToFileURL(createRequire(AGENT).resolve(name)).href);
await cryptoReady;
await Promise.all([from('mqtt'), from('commander'), from('@abandonware/noble')]);
const Database = createRequire(AGENT)('better-sqlite3');
const db = new Database(process.env.FLOOR_DATABASE);
db.pragma('journal_mode = WAL');
db.exec('CREATE TABLE t (a)');
const { hostname, port } = new URL(process.env.FIT4WORK_AGENT_BROKER_URL ?? '');
connect(Number(port), hostname, () => process.stdout.write('ready\n'));
setInterval(() => undefined, 5_000);
