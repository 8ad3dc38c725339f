import { once } from 'node:events';
import { connect, Socket } from 'node:net';
import { join } from 'node:path';
import { encodeVkey, noteSigner, parsePolicy } from '@fit4work/protocol';
import type { FastifyInstance } from 'fastify';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NOW, ORIGIN, quiet, temporaryFolder } from '../../test/kit.js';
import { buildApp } from '../app.js';
import { EvidenceFolder } from '../evidence/evidence-folder.js';
import { buildMirrorApp } from '../mirror/app.js';
import { buildWitnessApp } from '../witness/app.js';
import { WitnessStateFile } from '../witness/state-file.js';
import type { ServerLimits } from './limited-server.js';

const nothing = { read: async () => undefined, status: () => undefined };
let temporary: ReturnType<typeof temporaryFolder>;
let app: FastifyInstance;

beforeAll(() => sodium.ready);
beforeEach(() => {
  temporary = temporaryFolder();
});
afterEach(async () => {
  await app.close();
  temporary.remove();
});

function witness(limits: Partial<ServerLimits>): FastifyInstance {
  const signer = noteSigner('council.example', 4, new Uint8Array(32).fill(10));
  const log = noteSigner(ORIGIN, 1, new Uint8Array(32).fill(1));
  const { logs } = parsePolicy(`log ${encodeVkey(log.key)}\nquorum none\n`);
  const state = new WitnessStateFile(join(temporary.path, 'state.json'), signer.key);
  const evidence = new EvidenceFolder(join(temporary.path, 'evidence'));
  return buildWitnessApp({ signer, logs, state, evidence, clock: () => NOW, journal: quiet, limits });
}

const SERVERS: readonly (readonly [name: string, build: (limits: Partial<ServerLimits>) => FastifyInstance])[] = [
  ['anchor', (server) => buildApp({ ...nothing, server })],
  ['mirror', (server) => buildMirrorApp({ ...nothing, server })],
  ['witness', witness],
];

async function listen(built: FastifyInstance): Promise<number> {
  app = built;
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Says a text a byte at a time, for ever. @returns what it was told before it was cut off */
async function trickle(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  let at = 0;
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  // The server may go while a byte is on its way to it.
  socket.on('error', () => undefined);
  const timer = setInterval(() => socket.write(text[at++] ?? 'x'), 20);
  await once(socket, 'close');
  clearInterval(timer);
  return answer.split('\r\n')[0] ?? '';
}

const answers = async (port: number): Promise<boolean> => {
  const answer = await fetch(`http://127.0.0.1:${port}/healthz`);
  await answer.body?.cancel();
  return answer.status === 200 || answer.status === 503;
};

describe.each(SERVERS)('the server of a %s', (name, build) => {
  it('cuts off who sends a head or a body byte by byte, and who says nothing at all, and answers others meanwhile', async () => {
    const port = await listen(build({ headMs: 400, requestMs: 800 }));
    const slow = [
      trickle(port, 'GET /healthz HTTP/1.1\r\nhost: a\r\nx: '),
      trickle(port, 'POST /healthz HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\n'),
    ];
    const silent = connect(port, '127.0.0.1').resume();
    expect(await answers(port)).toBe(true);
    const [head, body] = await Promise.all([...slow, once(silent, 'close')]);
    expect([head, body]).toEqual([expect.stringContaining(' 408 '), expect.stringMatching(/ (404|408) /)]);
    expect(await answers(port)).toBe(true);
  });

  it('answers one more where two addresses took all connections, and lets go who keeps one for nothing', async () => {
    const port = await listen(
      build({ connections: 8, connectionsOfOne: 4, headMs: 60_000, keptMs: 200, idleMs: 2000 }),
    );
    const held = Array.from({ length: 8 }, (_, i) =>
      connect({ port, host: '127.0.0.1', localAddress: `127.0.0.${2 + (i % 2)}` }),
    );
    await Promise.all(held.map((socket) => once(socket.resume(), 'connect')));
    expect(await answers(port)).toBe(true);
    const left = held.filter(({ closed }) => !closed);
    expect(left.length).toBeGreaterThanOrEqual(7);
    left[0]?.write('GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n');
    await Promise.all(held.map((socket) => (socket.closed ? undefined : once(socket, 'close'))));
    expect(await answers(port)).toBe(true);
  });

  it('has limits where nobody sets any', () => {
    app = build({});
    const { headersTimeout, requestTimeout, keepAliveTimeout, maxConnections, timeout } = app.server;
    const connections = name === 'witness' ? 256 : 1024;
    // Twice those that are held: who is let go is there for a moment longer.
    expect({ headersTimeout, requestTimeout, keepAliveTimeout, maxConnections, timeout }).toEqual({
      ...{ headersTimeout: 5_000, requestTimeout: 10_000, keepAliveTimeout: 15_000 },
      ...{ maxConnections: 2 * connections, timeout: name === 'witness' ? 20_000 : 90_000 },
    });
  });
});

it('does not count the connections of a proxy that is trusted, since everybody comes from there', async () => {
  const limits = { perSecond: 100, trustedProxy: ['127.0.0.2', '127.1.0.0/16', '::1'] };
  const port = await listen(buildApp({ ...nothing, limits, server: { connections: 20, connectionsOfOne: 1 } }));
  for (const localAddress of ['127.0.0.2', '127.1.2.3']) {
    const held = [1, 2, 3].map(() => connect({ port, host: '127.0.0.1', localAddress }).resume());
    await Promise.all(held.map((socket) => once(socket, 'connect')));
    held[2]?.write('GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n');
    const [answer] = await once(held[2] ?? held[0] ?? new Socket(), 'data');
    expect(String(answer)).toContain(' 503 ');
    for (const socket of held) socket.destroy();
  }
});
