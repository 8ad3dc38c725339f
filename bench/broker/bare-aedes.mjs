import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { pathToFileURL } from 'node:url';

/* aedes as it comes, with sessions in memory, behind the same kind of socket: everybody may do everything. */

const ofBroker = createRequire(new URL('../../broker/package.json', import.meta.url));
const { Aedes } = await import(pathToFileURL(ofBroker.resolve('aedes')).href);

const aedes = await Aedes.createBroker();
const server = createServer({ noDelay: true, keepAlive: true }, aedes.handle).listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ event: 'listening', port: server.address().port })}\n`);
});
process.once('SIGTERM', () => process.exit(0));
