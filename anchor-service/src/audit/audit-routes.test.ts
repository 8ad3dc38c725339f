import { join } from 'node:path';
import {
  leafOf as digestOf,
  formatProof,
  parseProof,
  signErasureCounts,
  signingKey,
  toHex,
  verifyProof,
} from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  appendAll,
  createKit,
  type LogKit,
  leafOf,
  leavesOf,
  openLog,
  placedLeaves,
  type RunningLog,
} from '../../test/kit.js';
import { SqliteAuditBook } from '../adapters/sqlite-audit-book.js';
import { buildApp } from '../app.js';
import type { AuditPorts } from './auditing.js';
import { notingPublisher } from './noting-publisher.js';

/** The day of the kit's clock. */
const DAY = '2026-09-21';
const PERIOD = `from=${DAY}&until=${DAY}`;

let kit: LogKit;
let log: RunningLog;
let book: SqliteAuditBook;
let ports: AuditPorts;

beforeAll(async () => {
  await sodium.ready;
  kit = createKit();
  book = new SqliteAuditBook(join(kit.folder, 'audit.sqlite'));
  const clock = () => 1_790_000_002;
  log = openLog(kit, (given) => ({
    ...given,
    publisher: notingPublisher(given.publisher, { book, policy: kit.policy, clock }),
  }));
  await appendAll(log, leavesOf(0, 300));
  await appendAll(log, placedLeaves(300, 302));
  log.anchor.receive(leafOf(302));
  log.anchor.commit();
  ports = { read: log.folder.read, book, policy: kit.policy, clock, erasures: undefined };
});
afterAll(() => {
  log.store.close();
  book.close();
  kit.remove();
});

const build = (changes: Partial<AuditPorts> = {}) => {
  const indexOf = (leaf: Uint8Array) => {
    const index = leavesOf(0, 303).findIndex((one) => toHex(one) === toHex(leaf));
    return index < 0 ? undefined : index;
  };
  return buildApp({
    read: log.folder.read,
    status: () => log.anchor.status(),
    indexOf,
    audit: () => ({ ...ports, signer: kit.signer, ...changes }),
  });
};
const get = (url: string, changes: Partial<AuditPorts> = {}) => build(changes).inject(url);

describe('the auditor’s side', () => {
  it('reports a day', async () => {
    const answer = await get(`/audit?${PERIOD}`);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.json()).toMatchObject({
      ...{ version: 1, log: 'log.example/fit4work', floor: 5, erasures: null, gaps: [] },
      days: [{ day: DAY, blocks: '<5', leaves: 301, secondsToWitness: { median: 2, p99: 2, most: 2 } }],
      witnesses: ['council', 'university', 'city'].map((name) => ({ name, cosigned: 2, of: 2, last: 1_790_000_002 })),
    });
  });

  it('reports a time before there was a log', async () => {
    const { days, gaps } = (await get('/audit?from=2026-09-19&until=2026-09-20')).json();
    expect([days.map(({ leaves }: { leaves: unknown }) => leaves), gaps]).toEqual([[0, 0], []]);
    const empty = await get(`/audit?${PERIOD}`, { read: async () => undefined });
    expect(empty.json().days).toEqual([{ day: DAY, blocks: 0, leaves: 0, secondsToWitness: null }]);
  });

  it('lists the blocks of a day', async () => {
    const answer = await get(`/audit/blocks?day=${DAY}`);
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.body.split('\r\n')).toEqual([
      'height,made,leaves,seconds to witness',
      '0,2026-09-21T14:13:20Z,300,2',
      '1,2026-09-21T14:13:20Z,<5,2',
      '',
    ]);
  });

  it('tells it in words', async () => {
    expect((await get(`/audit/report.nl.txt?${PERIOD}`)).body).toMatch(/^Verslag over het logboek/);
    expect((await get(`/audit/report.en.txt?${PERIOD}`)).body).toMatch(/^Report on the log/);
  });

  it('counts erasures as the coach API signed them, and says so when it could not ask', async () => {
    const key = signingKey(new Uint8Array(32).fill(3));
    const months = [{ month: '2026-09', certificates: 6 }];
    const erasures = async () => ({ months, bytes: signErasureCounts({ months, issued: 0 }, key) });
    expect((await get(`/audit?${PERIOD}`, { erasures })).json().erasures).toEqual(months);
  });

  it.each([
    ['/audit', 400],
    ['/audit?from=2026-09-21', 400],
    [`/audit?${PERIOD}&person=1`, 400],
    ['/audit?from=21-09-2026&until=2026-09-21', 400],
    ['/audit?from=2026-09-31&until=2026-10-01', 400],
    ['/audit?from=2026-09-21&until=2026-09-20', 400],
    ['/audit/blocks?day=yesterday', 400],
  ])('answers %s with %i and a problem', async (url, status) => {
    const answer = await get(url);
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([
      status,
      'application/problem+json; charset=utf-8',
    ]);
    expect(answer.json().detail).toMatch(/^\S.*\S\.$/);
  });

  it('says what is wrong with the service: it starts, a block is missing, or the unforeseen', async () => {
    const starting = buildApp({ read: log.folder.read, status: () => undefined, audit: () => undefined });
    expect((await starting.inject(`/audit?${PERIOD}`)).json()).toMatchObject({ status: 503, code: 'source-failed' });
    const holed = await get(`/audit?${PERIOD}`, {
      read: async (path) => (path === 'blocks/0' ? undefined : log.folder.read(path)),
    });
    expect(holed.json().detail).toBe('Block 0 is missing from the public folder: restore the folder.');
    const broken = await get(`/audit?${PERIOD}`, {
      clock: () => {
        throw new TypeError('secret');
      },
    });
    expect([broken.statusCode, broken.body.includes('secret')]).toEqual([500, false]);
  });
});

describe('the place of a leaf', () => {
  it('is told, with a proof that verifies offline', async () => {
    const leaf = leafOf(257);
    const place = await get(`/leaves/${toHex(leaf)}`);
    expect([place.json(), place.headers['cache-control']]).toEqual([{ index: 257 }, 'no-cache']);
    const file = await get(`/leaves/${toHex(leaf)}.tlog-proof`);
    const proof = parseProof(new Uint8Array(file.rawPayload));
    expect(verifyProof(proof, leaf, kit.policy).checkpoint.size).toBe(302);
    expect(formatProof(proof)).toEqual(new Uint8Array(file.rawPayload));
  });

  it('is not told before it is published, nor of what is no leaf of the log', async () => {
    const strangers = [toHex(leafOf(302)), toHex(digestOf(new Uint8Array(1))), 'ab', toHex(leafOf(1)).toUpperCase()];
    for (const name of strangers) {
      expect((await get(`/leaves/${name}`)).statusCode, name).toBe(404);
      expect((await get(`/leaves/${name}.tlog-proof`)).statusCode, name).toBe(404);
    }
    const empty = buildApp({ read: async () => undefined, status: () => undefined, indexOf: () => 0 });
    expect((await empty.inject(`/leaves/${toHex(leafOf(1))}`)).statusCode).toBe(404);
  });
});

describe('the book of publications', () => {
  it('keeps the first time of a size, also across a start', () => {
    const file = join(kit.folder, 'book.sqlite');
    const first = new SqliteAuditBook(file);
    first.note({ size: 7, time: 100, witnesses: ['a'] });
    first.note({ size: 7, time: 200, witnesses: ['a', 'b'] });
    first.close();
    const again = new SqliteAuditBook(file);
    again.note({ size: 3, time: 50, witnesses: [] });
    expect(again.publications(50, 101)).toEqual([
      { size: 3, time: 50, witnesses: [] },
      { size: 7, time: 100, witnesses: ['a'] },
    ]);
    expect(again.publications(51, 100)).toEqual([]);
    again.close();
  });

  it('says so when its file cannot be opened', () => {
    expect(() => new SqliteAuditBook(kit.folder)).toThrowError(/see to the disk/);
  });
});
