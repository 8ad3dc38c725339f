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
import { openBook } from '../../test/audit-kit.js';
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
import type { AuditBook } from './audit-port.js';
import type { AuditPorts } from './auditing.js';
import { DayLedger } from './day-ledger.js';

/** The day of the kit's clock. */
const DAY = '2026-09-21';
const PERIOD = `from=${DAY}&until=${DAY}`;

let kit: LogKit;
let log: RunningLog;
let book: AuditBook;
let ports: AuditPorts;

beforeAll(async () => {
  await sodium.ready;
  kit = createKit();
  const opened = openBook(kit, () => 1_790_000_002);
  book = opened.book;
  log = openLog(kit, opened.noting);
  await appendAll(log, leavesOf(0, 300));
  await appendAll(log, placedLeaves(300, 302));
  log.anchor.receive(leafOf(302));
  await log.anchor.commit();
  ports = opened.portsOf(log);
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
    audit: () => ({ ...ports, ...changes }),
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
      witnesses: ['council', 'university', 'city'].map((name) => ({ name, cosigned: null, of: null, last: null })),
    });
  });

  it('reports a time before there was a log', async () => {
    const { days, gaps } = (await get('/audit?from=2026-09-19&until=2026-09-20')).json();
    expect([days.map(({ leaves }: { leaves: unknown }) => leaves), gaps]).toEqual([[0, 0], []]);
    const unbegun = new SqliteAuditBook(':memory:');
    const empty = await get(`/audit?${PERIOD}`, { book: unbegun, ledger: new DayLedger({ ...log, book: unbegun }) });
    expect(empty.json().days).toEqual([{ day: DAY, blocks: 0, leaves: 0, secondsToWitness: null }]);
  });

  it('lists no blocks of a day that has too few of them', async () => {
    const answer = await get(`/audit/blocks?day=${DAY}`);
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.body).toBe('height,made,leaves,seconds to witness\r\n');
  });

  it('tells it in words', async () => {
    expect((await get(`/audit/report.nl.txt?${PERIOD}`)).body).toMatch(/^Verslag over het logboek/);
    expect((await get(`/audit/report.en.txt?${PERIOD}`)).body).toMatch(/^Report on the log/);
  });

  it('counts erasures as the coach API signed them, and says so when it could not ask', async () => {
    const key = signingKey(new Uint8Array(32).fill(3));
    const months = [{ month: '2026-09', certificates: 6 }];
    const told = async (issued: number) => {
      const erasures = async () => ({ months, issued, bytes: signErasureCounts({ months, issued }, key) });
      return (await get(`/audit?${PERIOD}`, { erasures })).json();
    };
    expect(await told(1_790_000_000)).toMatchObject({ erasures: months, erasuresMissing: null });
    const since = 1_789_990_000;
    expect(await told(since)).toMatchObject({ erasures: months, erasuresMissing: { since, months: ['2026-09'] } });
    const never = await get(`/audit?${PERIOD}`, { erasures: async () => null });
    expect(never.json()).toMatchObject({ erasures: null, erasuresMissing: { since: null, months: ['2026-09'] } });
  });

  it('makes a report once for many that ask under one checkpoint, and turns an address away that asks too often', async () => {
    let asked = 0;
    const erasures = async () => {
      asked += 1;
      return null;
    };
    const app = build({ erasures });
    const url = `/audit?${PERIOD}`;
    const urls = [url, `/audit/report.nl.txt?${PERIOD}`, `/audit/report.en.txt?${PERIOD}`, url];
    const answers = await Promise.all(urls.map((each) => app.inject(each)));
    expect([answers.map(({ statusCode }) => statusCode), asked]).toEqual([[200, 200, 200, 200], 1]);
    for (let i = 0; i < 5; i += 1) expect((await app.inject(url)).body).toBe(answers[0]?.body);
    expect(asked).toBe(1);
    const flood = await Promise.all(Array.from({ length: 40 }, () => app.inject(url)));
    const refused = flood.find(({ statusCode }) => statusCode === 429);
    expect([refused?.json().code, refused?.headers['retry-after']]).toEqual(['too-many-requests', '5']);
    expect((await app.inject({ url, remoteAddress: '192.0.2.1' })).statusCode).toBe(200);
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
    const copy = new SqliteAuditBook(':memory:');
    copy.note({ size: 300, time: 0, witnesses: [] }, new Uint8Array(1));
    const store = { blocks: (from: number, to: number) => log.store.blocks(from, to).slice(1) };
    const holed = await get(`/audit?${PERIOD}`, { book: copy, store, ledger: new DayLedger({ book: copy, store }) });
    expect(holed.json()).toMatchObject({
      status: 503,
      detail: 'The block that begins at entry 0 is missing: restore the state of the log.',
    });
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
