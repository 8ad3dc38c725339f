import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { encodeVkey, noteSigner, parsePolicy } from '@fit4work/protocol';
import type { FastifyInstance } from 'fastify';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NOW, ORIGIN, quiet, temporaryFolder } from '../../test/kit.js';
import { RateLimit } from '../core/rate-limit.js';
import { EvidenceFolder } from '../evidence/evidence-folder.js';
import { buildWitnessApp, type WitnessLimits } from './app.js';
import { WitnessStateFile } from './state-file.js';

let temporary: ReturnType<typeof temporaryFolder>;
let app: FastifyInstance | undefined;

beforeAll(() => sodium.ready);
beforeEach(() => {
  temporary = temporaryFolder();
});
afterEach(async () => {
  await app?.close();
  temporary.remove();
});

async function listen(limits: Partial<WitnessLimits>): Promise<number> {
  const signer = noteSigner('council.example', 4, new Uint8Array(32).fill(10));
  const log = noteSigner(ORIGIN, 1, new Uint8Array(32).fill(1));
  const { logs } = parsePolicy(`log ${encodeVkey(log.key)}\nquorum none\n`);
  const state = new WitnessStateFile(join(temporary.path, 'state.json'), signer.key);
  const evidence = new EvidenceFolder(join(temporary.path, 'evidence'));
  app = buildWitnessApp({ signer, logs, state, evidence, clock: () => NOW, journal: quiet, limits });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** What a peer is told that says this and then nothing more, until the witness closes the connection. */
async function told(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  socket.write(text);
  await once(socket, 'close');
  return answer.split('\r\n')[0] ?? '';
}

describe('a peer of a witness', () => {
  it('that sends a head of more than 8 KiB is told 431', async () => {
    const port = await listen({});
    expect(await told(port, `GET / HTTP/1.1\r\nx: ${'y'.repeat(9000)}\r\n\r\n`)).toContain(' 431 ');
  });

  it('that does not end the head of its request in time is told 408', async () => {
    const port = await listen({ headMs: 200 });
    expect(await told(port, 'POST /add-checkpoint HTTP/1.1\r\nhost: w\r\n')).toContain(' 408 ');
  });

  it('that does not end its request in time is told 408', async () => {
    const port = await listen({ headMs: 200, requestMs: 400 });
    const head = 'POST /add-checkpoint HTTP/1.1\r\nhost: w\r\ncontent-length: 100\r\n\r\nold 0';
    expect(await told(port, head)).toContain(' 408 ');
  });

  it('that asks too often is told 429, and when to come again', async () => {
    const port = await listen({ perSecond: 2 });
    const ask = () => fetch(`http://127.0.0.1:${port}/healthz`);
    const answers = await Promise.all(Array.from({ length: 12 }, ask));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(4);
    expect(refused[0]?.headers.get('retry-after')).toBe('1');
    await Promise.all(answers.map(({ body }) => body?.cancel()));
  });
});

describe('a witness behind a proxy', () => {
  const statuses = async (limits: Partial<WitnessLimits>): Promise<readonly number[]> => {
    const port = await listen({ perSecond: 1, ...limits });
    const ask = async (n: number): Promise<number> => {
      const answer = await fetch(`http://127.0.0.1:${port}/healthz`, {
        headers: { 'x-forwarded-for': `192.0.2.${n}` },
      });
      await answer.body?.cancel();
      return answer.status;
    };
    return Promise.all(Array.from({ length: 12 }, (_, n) => ask(n)));
  };

  it('tells apart the addresses that its proxy names', async () => {
    expect(new Set(await statuses({ trustedProxy: ['127.0.0.0/8'] }))).toEqual(new Set([200]));
  });

  it('believes nothing of what a stranger says about where it comes from', async () => {
    expect(await statuses({})).toContain(429);
    await app?.close();
    expect(await statuses({ trustedProxy: ['192.0.2.0/24'] })).toContain(429);
  });
});

describe('the limit of an address', () => {
  const taken = (limit: RateLimit, address: string, now: number): number => {
    let count = 0;
    while (limit.admits(address, now)) count += 1;
    return count;
  };

  it('is twice its rate at once, and fills up again', () => {
    const limit = new RateLimit(5);
    expect([taken(limit, '192.0.2.1', 0), taken(limit, '192.0.2.1', 200), taken(limit, '192.0.2.1', 60_000)]).toEqual([
      10, 1, 10,
    ]);
  });

  it('is nobody else’s', () => {
    const limit = new RateLimit(1);
    const four = ['192.0.2.1', '192.0.2.2', '::ffff:192.0.2.3', '::ffff:192.0.2.4'];
    expect(four.map((address) => taken(limit, address, 0))).toEqual([2, 2, 2, 2]);
  });

  it('is shared by the 2^64 addresses of one IPv6 network', () => {
    const limit = new RateLimit(1);
    const addresses = ['2001:db8:1:2::1', '2001:db8:1:2:3:4:5:6', '2001:db8:1:3::1', '2001:db8::1', '2001:db8::2'];
    expect(addresses.map((address) => taken(limit, address, 0))).toEqual([2, 0, 2, 2, 0]);
  });

  it('is forgotten of the one that was heard least lately when there are thousands', () => {
    const limit = new RateLimit(1);
    expect([taken(limit, 'first', 0), taken(limit, 'second', 0)]).toEqual([2, 2]);
    for (let n = 0; n < 4094; n += 1) limit.admits(`192.0.2.${n}`, 0);
    expect(limit.admits('first', 0)).toBe(false);
    limit.admits('one more', 0);
    expect([limit.admits('first', 0), limit.admits('second', 0)]).toEqual([false, true]);
  });
});
