import {
  blockHash,
  cryptoReady,
  equalBytes,
  type SigningKey,
  signingKey,
  signToken,
  toBase64Url,
} from '@fit4work/protocol';
import { JoseTokenVerifier, LEAF_ALLOWANCES, type Principal, userNameOf } from '@fit4work/registry';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createKit,
  type LogKit,
  leafOf,
  leavesOf,
  NOW,
  openLog,
  payloadOf,
  quiet,
  type RunningLog,
} from '../test/kit.js';
import type { AnchorOptions } from './anchor.js';
import { buildApp } from './app.js';
import { AnchorError } from './error.js';
import type { LogStore } from './ports.js';
import type { PublicationPorts } from './publication.js';
import { Submission } from './submission.js';

beforeAll(() => cryptoReady);

const PSEUDONYM = 'a'.repeat(32);
const OTHER = 'b'.repeat(32);
let kit: LogKit;
let parties: readonly { readonly key: SigningKey; readonly principal: Principal }[];
let stop: (() => Promise<void>) | undefined;
let time = NOW;
beforeEach(() => {
  time = NOW;
  kit = createKit();
  const principals: readonly Principal[] = [
    { kind: 'agent', pseudonym: PSEUDONYM },
    { kind: 'coach-api' },
    { kind: 'anchor' },
  ];
  parties = principals.map((principal, i) => ({ principal, key: signingKey(new Uint8Array(32).fill(50 + i)) }));
});
afterEach(async () => {
  await stop?.();
  kit.remove();
});

const tokenOf = (i: number, subject?: string): string => {
  const party = parties[i];
  return party === undefined ? '' : signToken(party.key, subject ?? userNameOf(party.principal), NOW);
};

interface Setup {
  readonly options?: Partial<AnchorOptions>;
  readonly wrap?: (ports: PublicationPorts) => PublicationPorts;
  readonly patienceMs?: number;
  /** Whether the anchor commits. */
  readonly running?: boolean;
  /** Leaves that an agent may send at once; the usual if absent. */
  readonly atOnce?: number;
  /** Whether the registry answered lately. */
  readonly current?: boolean;
}

function setUp({ options, wrap, patienceMs = 5_000, running = true, atOnce = 65_536, current = true }: Setup = {}) {
  const log: RunningLog = openLog(kit, wrap, options);
  const submission = new Submission({
    taker: log.anchor,
    keys: {
      isCurrent: () => current,
      find: async (kid) => {
        const found = parties.find(({ key }) => toBase64Url(key.keyId) === kid);
        return found && { kid, x: toBase64Url(found.key.publicKey), principal: found.principal };
      },
    },
    tokens: new JoseTokenVerifier({ now: () => time }),
    clock: () => time,
    journal: quiet,
    leaves: { ...LEAF_ALLOWANCES, agent: { atOnce, perDay: 86_400 } },
    patienceMs,
  });
  const app = buildApp({ read: log.folder.read, status: () => log.anchor.status(), submission: () => submission });
  if (running) log.anchor.start(() => undefined);
  stop = async () => {
    await log.anchor.stop();
    await app.close();
    log.store.close();
  };
  return { ...log, app };
}

function withCommit(store: LogStore, commit: LogStore['commit']): LogStore {
  return {
    head: () => store.head(),
    unknownOf: (leaves) => store.unknownOf(leaves),
    indexOf: (leaf) => store.indexOf(leaf),
    leaves: (from, to) => store.leaves(from, to),
    blocks: (from, to) => store.blocks(from, to),
    signed: () => store.signed(),
    saveSigned: (head) => store.saveSigned(head),
    close: () => store.close(),
    commit,
  };
}

interface Sent {
  readonly token?: string;
  readonly type?: string;
}

const send = (app: FastifyInstance, body: Uint8Array, { token = tokenOf(0), type }: Sent = {}) =>
  app.inject({
    method: 'POST',
    url: '/v1/leaves',
    headers: { 'content-type': type ?? 'application/octet-stream', ...(token && { authorization: `Bearer ${token}` }) },
    payload: Buffer.from(body),
  });

describe('leaves over HTTP', () => {
  it('are on disk when they are acknowledged, and told from those that were known', async () => {
    const { app, store } = setUp();
    const first = await send(app, payloadOf(leavesOf(0, 100)));
    expect([first.statusCode, first.json()]).toEqual([202, { accepted: 100, known: 0 }]);
    expect(store.indexOf(leafOf(99))).toBe(99);
    const second = await send(app, payloadOf([...leavesOf(90, 110), leafOf(109)]), { token: tokenOf(1) });
    expect([second.statusCode, second.json()]).toEqual([202, { accepted: 10, known: 11 }]);
    expect(store.head().edge.size).toBe(111);
  });

  it('have the hash of a block in the log once, whether it is sent before its link is there or after', async () => {
    const { app, store } = setUp();
    await send(app, payloadOf(leavesOf(0, 10)));
    const newest = store.head().block;
    if (newest === undefined) throw new AnchorError('damaged-state', 'There is no block.');
    const hash = blockHash(newest);
    const early = await send(app, payloadOf([hash]));
    expect([early.statusCode, early.json()]).toEqual([202, { accepted: 1, known: 0 }]);
    expect(store.head().block).toMatchObject({ height: 1, firstIndex: 10, size: 11 });
    expect(store.indexOf(hash)).toBe(10);
    const late = await send(app, payloadOf([hash, leafOf(10)]), { token: tokenOf(1) });
    expect(late.json()).toEqual({ accepted: 1, known: 1 });
    expect(store.leaves(0, 20).filter((leaf) => equalBytes(leaf, hash))).toHaveLength(1);
    const status = (await app.inject('/v1/status')).json();
    // The second block has its link alone: 11 leaves were sent that are no block hash.
    expect(status).toMatchObject({ size: 13, leaves: 11, blocks: 3, pending: 0 });
  });

  it('are each in the log once when two parties send the same at the same time', async () => {
    const { app, store } = setUp();
    const answers = await Promise.all([0, 1].map((i) => send(app, payloadOf(leavesOf(0, 50)), { token: tokenOf(i) })));
    // Which of them comes first is nobody's promise.
    const told = answers.map((answer) => answer.json()).sort((a, b) => b.accepted - a.accepted);
    expect(told).toEqual([
      { accepted: 50, known: 0 },
      { accepted: 0, known: 50 },
    ]);
    expect(store.head().edge.size).toBe(50);
  });

  it('are acknowledged only once a commit that failed was repeated', async () => {
    let failures = 1;
    const { app, store } = setUp({
      wrap: (ports) => {
        const commit: typeof ports.store.commit = (batch) => {
          if (failures-- > 0) throw new AnchorError('storage-failed', 'injected');
          return ports.store.commit(batch);
        };
        return { ...ports, store: withCommit(ports.store, commit) };
      },
    });
    expect((await send(app, payloadOf(leavesOf(0, 10)))).statusCode).toBe(202);
    expect([failures, store.head().edge.size]).toEqual([-1, 10]);
  });

  it('are not acknowledged while they are not on disk, and are not lost by that', async () => {
    const { app, anchor, store } = setUp({ running: false, patienceMs: 20 });
    const late = await send(app, payloadOf(leavesOf(0, 10)));
    expect([late.statusCode, late.headers['retry-after'], late.json()]).toEqual([
      503,
      '1',
      { error: { code: 'not-committed' } },
    ]);
    await anchor.commit();
    expect((await send(app, payloadOf(leavesOf(0, 10)))).json()).toEqual({ accepted: 0, known: 10 });
    expect(store.head().edge.size).toBe(10);
  });

  it('are taken all or none: the pool is full', async () => {
    const { app, anchor } = setUp({ running: false, options: { poolMax: 15 } });
    const first = send(app, payloadOf(leavesOf(0, 10)));
    await expect.poll(() => anchor.status().pending).toBe(10);
    const full = await send(app, payloadOf(leavesOf(5, 20)));
    expect([full.statusCode, full.json()]).toEqual([503, { error: { code: 'pool-full' } }]);
    expect(anchor.status().pending).toBe(10);
    await anchor.commit();
    expect((await first).json()).toEqual({ accepted: 10, known: 0 });
    const again = send(app, payloadOf(leavesOf(5, 20)));
    await expect.poll(() => anchor.status().pending).toBe(10);
    await anchor.commit();
    expect((await again).json()).toEqual({ accepted: 10, known: 5 });
  });

  it('are answered when the anchor stops: committed, or to be sent again', async () => {
    const { app, anchor } = setUp({ options: { batchMs: 60_000 } });
    const waiting = send(app, payloadOf(leavesOf(0, 10)));
    await expect.poll(() => anchor.status().pending).toBe(10);
    await anchor.stop();
    expect((await waiting).statusCode).toBe(202);
    const after = await send(app, payloadOf(leavesOf(10, 20)));
    expect([after.statusCode, after.json()]).toEqual([503, { error: { code: 'stopping' } }]);
  });
});

describe('a submission that is refused', () => {
  it.each([
    { title: 'is told to come again while nobody knows any more whose keys count', status: 503, code: 'registry-away' },
    { title: 'is refused otherwise', status: 401, code: 'unknown-key' },
  ])('by a key that is not known $title', async ({ status, code }) => {
    const current = code === 'unknown-key';
    const token = tokenOf(0);
    parties = parties.slice(1);
    const answer = await send(setUp({ current }).app, payloadOf(leavesOf(0, 1)), { token });
    expect([answer.statusCode, answer.json().error.code]).toEqual([status, code]);
  });

  it.each([
    ['without a token', { token: '' }, 401],
    ['with what is no token', { token: 'abc.def.ghi' }, 401],
    ['with a token of another subject', () => ({ token: tokenOf(0, OTHER) }), 403],
    ['by the anchor itself', () => ({ token: tokenOf(2) }), 403],
    ['as a form', { type: 'application/x-www-form-urlencoded' }, 415],
    ['as JSON', { type: 'application/json' }, 415],
  ])('%s gets its status, and nothing of it is taken', async (_, sent, status) => {
    const { app, anchor } = setUp({ running: false, patienceMs: 20 });
    const answer = await send(app, payloadOf(leavesOf(0, 1)), typeof sent === 'function' ? sent() : sent);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['www-authenticate']).toBe(status === 401 ? 'Bearer' : undefined);
    expect(anchor.status().pending).toBe(0);
  });

  it.each([
    [0, 400],
    [31, 400],
    [33, 400],
    [32 * 1024 + 1, 413],
    [32 * 1025, 413],
  ])('of %i bytes gets %i', async (bytes, status) => {
    const { app, anchor } = setUp({ running: false, patienceMs: 20 });
    expect((await send(app, new Uint8Array(bytes))).statusCode).toBe(status);
    expect(anchor.status().pending).toBe(0);
  });

  it('with a token that expired gets 401', async () => {
    const { app } = setUp();
    const token = tokenOf(0);
    time += 400;
    expect((await send(app, payloadOf([leafOf(0)]), { token })).statusCode).toBe(401);
  });

  it('of an agent that sent its share gets 429, while what it sent before and what others send is taken', async () => {
    const { app, store } = setUp({ atOnce: 100 });
    expect((await send(app, payloadOf(leavesOf(0, 100)))).statusCode).toBe(202);
    const refused = await send(app, payloadOf(leavesOf(100, 110)));
    expect([refused.statusCode, refused.headers['retry-after'], refused.json()]).toEqual([
      ...[429, '10', { error: { code: 'too-many-leaves' } }],
    ]);
    expect((await send(app, payloadOf(leavesOf(0, 100)))).json()).toEqual({ accepted: 0, known: 100 });
    expect((await send(app, payloadOf(leavesOf(200, 300)), { token: tokenOf(1) })).statusCode).toBe(202);
    time += 10;
    expect((await send(app, payloadOf(leavesOf(100, 110)))).statusCode).toBe(202);
    // Three batches, with two links.
    expect(store.head().edge.size).toBe(212);
  });

  it('of a party that sends too fast gets 429 and when to come again, and others are served on', async () => {
    const { app } = setUp();
    const statuses: number[] = [];
    for (let i = 0; i < 16; i += 1) statuses.push((await send(app, payloadOf(leavesOf(0, 1024)))).statusCode);
    expect(new Set(statuses)).toEqual(new Set([202]));
    const refused = await send(app, payloadOf([leafOf(5_000)]));
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '1']);
    expect((await send(app, payloadOf([leafOf(5_000)]), { token: tokenOf(1) })).statusCode).toBe(202);
    time += 1;
    expect((await send(app, payloadOf([leafOf(5_001)]))).statusCode).toBe(202);
  });

  it('while the anchor starts gets 503, and 404 where none are taken over HTTP', async () => {
    const starting = buildApp({ read: async () => undefined, status: () => undefined, submission: () => undefined });
    expect((await send(starting, payloadOf([leafOf(0)]))).statusCode).toBe(503);
    const without = buildApp({ read: async () => undefined, status: () => undefined });
    expect((await send(without, payloadOf([leafOf(0)]))).statusCode).toBe(404);
    await Promise.all([starting.close(), without.close()]);
  });
});
