import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as protocol from '../../protocol/dist/index.js';

/* Agents and services with keys that a number makes, so that the processes that play them need no word from each other. */

/** @param {number} kind @param {number} number */
function keyOf(kind, number) {
  const seed = Buffer.alloc(32, kind);
  seed.writeUInt32BE(number);
  return protocol.signingKey(seed);
}

/** @typedef {{ name: string, key: ReturnType<typeof protocol.signingKey> }} Party */

/** @param {number} number @returns {Party} */
export const agentOf = (number) => ({ name: number.toString(16).padStart(32, '0'), key: keyOf(1, number) });

/** Takes what agents send, as the coach API does. @type {() => Party} */
export const collector = () => ({ name: 'coach-api', key: keyOf(2, 0) });

/** Of nobody who is enrolled. @param {number} number @returns {Party} */
export const strangerOf = (number) => ({ name: agentOf(number).name, key: keyOf(3, number) });

/** @param {Party} party @param {number} [now] Unix seconds */
export const tokenOf = ({ name, key }, now = Math.floor(Date.now() / 1000)) => protocol.signToken(key, name, now);

/** @param {Party} party @param {object} member */
const jwkOf = ({ key }, member) => ({
  ...{ ...protocol.jwkOf(key.publicKey), kid: protocol.toBase64Url(key.keyId) },
  ...member,
});

/** The registry, in which so many agents are enrolled, and the file of the services. @param {number} agents */
export async function openRegistry(agents) {
  await protocol.cryptoReady;
  const root = mkdtempSync(join(tmpdir(), 'f4w-bench-broker-'));
  const services = join(root, 'services.json');
  writeFileSync(services, JSON.stringify({ keys: [jwkOf(collector(), { f4w_role: 'coach-api' })] }));
  const enrolled = Array.from({ length: agents }, (_, i) => agentOf(i));
  const prefixes = [...new Set(enrolled.map(({ name }) => name.slice(0, 2)))];
  const index = JSON.stringify({ parts: prefixes.map((prefix) => ({ prefix, tag: '"1"' })) });
  /** @param {string} prefix */
  const part = (prefix) => {
    const own = enrolled.filter(({ name }) => name.startsWith(prefix));
    return JSON.stringify({ keys: own.map((agent) => jwkOf(agent, { f4w_pseudonym: agent.name })) });
  };
  const bodies = new Map(prefixes.map((prefix) => [prefix, part(prefix)]));
  const server = createServer((request, response) => {
    const same = request.headers['if-none-match'] === '"1"';
    const body = bodies.get(`${request.url}`.slice(-2)) ?? index;
    response.writeHead(same ? 304 : 200, { etag: '"1"' }).end(same ? undefined : body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    ...{ root, services, url: `http://127.0.0.1:${port}/v1/agents/key-set` },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      rmSync(root, { recursive: true });
    },
  };
}
