import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readArchive, writeArchive } from '@fit4work/archive';
import {
  type Block,
  blockHash,
  consistencyProof,
  encodeBlock,
  encodeVkey,
  formatNote,
  noteSigner,
  parseBlock,
  parsePolicy,
  signErasureCounts,
  signingKey,
  signNote,
  utf8,
} from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBook, repacked } from '../../test/audit-kit.js';
import {
  appendAll,
  createKit,
  type LogKit,
  leafOf,
  leavesOf,
  ORIGIN,
  openLog,
  placedLeaves,
  type RunningLog,
} from '../../test/kit.js';
import { SqliteAuditBook } from '../adapters/sqlite-audit-book.js';
import { buildApp } from '../app.js';
import { runCli } from '../verify/cli.js';
import type { AuditBook } from './audit-port.js';
import type { AuditPorts } from './auditing.js';
import { DayLedger } from './day-ledger.js';
import { verifyPack } from './verify-pack.js';

const PERIOD = 'from=2026-09-21&until=2026-09-21';
const YESTERDAY = 1_789_900_000;
const MADE = 1_790_000_100;

let kit: LogKit;
let log: RunningLog;
let book: AuditBook;
let ports: AuditPorts;
let coachKey: ReturnType<typeof signingKey>;
let app: ReturnType<typeof buildApp>;
let pack: Uint8Array;
let members: Map<string, Uint8Array>;

/** The pack with some of its members changed, or left out, and signed again by the log itself. */
const lying = (changes: Readonly<Record<string, Uint8Array | undefined>>): Uint8Array =>
  repacked(members, changes, kit.signer);
const trusted = () => ({ text: kit.policyText, policy: kit.policy });
const textOf = (name: string): string => Buffer.from(members.get(name) ?? []).toString('utf8');

beforeAll(async () => {
  await sodium.ready;
  kit = createKit();
  coachKey = signingKey(new Uint8Array(32).fill(3));
  let now = YESTERDAY;
  const opened = openBook(kit, () => now + 2);
  book = opened.book;
  log = openLog(kit, opened.noting, { clock: () => now });
  await appendAll(log, leavesOf(0, 20));
  now = 1_790_000_000;
  await appendAll(log, placedLeaves(20, 300));
  await appendAll(log, placedLeaves(300, 330));
  now = MADE + 86_400;
  await appendAll(log, [leafOf(400)]);
  const months = [{ month: '2026-09', certificates: 6 }];
  const issued = MADE;
  const erasures = async () => ({ months, issued, bytes: signErasureCounts({ months, issued }, coachKey) });
  ports = { ...opened.portsOf(log), clock: () => MADE + 86_400, erasures };
  app = buildApp({ read: log.folder.read, status: () => undefined, audit: () => ports });
  await log.folder.replace('policy', Buffer.from(kit.policyText));
  await log.folder.replace('stamps/index', Buffer.from('20\n330\n332\n'));
  await log.folder.replace('stamps/330.tsr', Buffer.from('a stamp'));
  const answer = await app.inject(`/audit/pack?${PERIOD}`);
  expect(answer.headers['content-disposition']).toBe('attachment; filename="fit4work-audit-2026-09-21-2026-09-21.tar"');
  pack = new Uint8Array(answer.rawPayload);
  members = readArchive(pack);
});
afterAll(() => {
  log.store.close();
  book.close();
  kit.remove();
});

describe('an auditor’s pack', () => {
  it('verifies offline, with the chain from the block before its period to a witnessed checkpoint', () => {
    const verified = verifyPack(pack, trusted(), coachKey.publicKey);
    expect(verified).toMatchObject({ blocks: 2, erasuresVerified: true, checkpoint: { checkpoint: { size: 332 } } });
    expect(verified.report.days).toEqual([
      { day: '2026-09-21', blocks: '<5', leaves: 308, secondsToWitness: { median: 2, p99: 2, most: 2 } },
    ]);
    expect(verified.report.erasures).toEqual([{ month: '2026-09', certificates: 6 }]);
    expect(verifyPack(pack, trusted()).erasuresVerified).toBe(false);
  });

  it('is judged by fit4work-verify, with the key of the coach API or without', async () => {
    const [file, policy] = [join(kit.folder, 'judged.tar'), join(kit.folder, 'policy')];
    writeFileSync(file, pack);
    writeFileSync(policy, kit.policyText);
    const judge = async (...more: string[]) => {
      const args = ['pack', file, '--policy', policy, '--json', ...more];
      const { text } = await runCli(args, { clock: () => MADE, checks: [] });
      return JSON.parse(text);
    };
    const key = Buffer.from(coachKey.publicKey).toString('base64url');
    const other = Buffer.alloc(32).toString('base64url');
    expect(await judge('--coach-key', key)).toMatchObject({ verdict: 'sound', blocks: 2, erasuresVerified: true });
    expect(await judge()).toMatchObject({ verdict: 'sound', size: 332, erasuresVerified: false });
    expect(await judge('--coach-key', other)).toMatchObject({ verdict: 'unsound' });
    expect(await judge('--coach-key', 'short')).toMatchObject({ verdict: 'unknown', kind: 'bad-argument' });
    writeFileSync(file, pack.subarray(0, 700));
    expect(await judge()).toMatchObject({ verdict: 'unknown' });
  });

  it('is a tar with the report in words and everything that it follows from', () => {
    const file = join(kit.folder, 'pack.tar');
    writeFileSync(file, pack);
    const listed = spawnSync('tar', ['-tf', file], { encoding: 'utf8' }).stdout.trim().split('\n');
    expect(listed).toEqual([
      ...['REPORT.nl.txt', 'REPORT.en.txt', 'report.json', 'publications.jsonl', 'blocks.cborseq', 'blocks.csv'],
      ...[
        'checkpoint',
        'consistency.txt',
        'days/2026-09-21.checkpoint',
        'links.bin',
        'erasures.cose',
        'policy',
        'stamps/330.tsr',
        'MANIFEST.json',
        'MANIFEST.note',
      ],
    ]);
  });

  it('is refused with any member changed, added, left out or moved', () => {
    for (const [name, bytes] of members) {
      const other = bytes.length === 0 ? Uint8Array.of(1) : bytes.with(0, (bytes[0] ?? 0) ^ 1);
      const turned = new Map(members).set(name, other);
      expect(() => verifyPack(writeArchive(turned, MADE), trusted()), name).toThrowError(
        expect.objectContaining({ code: name.startsWith('MANIFEST') ? 'source-failed' : 'unsound' }),
      );
      const without = new Map([...members].filter(([other]) => other !== name));
      expect(() => verifyPack(writeArchive(without, MADE), trusted()), name).toThrowError(/missing|no signed manifest/);
    }
    const more = new Map([['extra', utf8('x')], ...members]);
    expect(() => verifyPack(writeArchive(more, MADE), trusted())).toThrowError(/^extra is not as the manifest/);
    const changed = new Map(members).set('blocks.csv', utf8('height\r\n'));
    expect(() => verifyPack(writeArchive(changed, MADE), trusted())).toThrowError(
      /^blocks\.csv is not as the manifest/,
    );
    expect(() => verifyPack(pack.subarray(0, -512), trusted())).toThrowError(/^The pack is not sound/);
  });

  it('is refused when the log itself signed a report that does not follow', () => {
    const fewer = utf8(textOf('report.json').replace('"leaves": 308', '"leaves": 309'));
    expect(() => verifyPack(lying({ 'report.json': fewer }), trusted())).toThrowError(
      /^report\.json is not what follows/,
    );
    const words = utf8(textOf('REPORT.nl.txt').replace('308', '309'));
    expect(() => verifyPack(lying({ 'REPORT.nl.txt': words }), trusted())).toThrowError(/^REPORT\.nl\.txt is not what/);
    expect(() => verifyPack(lying({ 'blocks.csv': utf8('') }), trusted())).toThrowError(/^blocks\.csv is not what/);
    expect(() => verifyPack(lying({ 'report.json': utf8('{') }), trusted())).toThrowError(
      /^report\.json is not of the form/,
    );
    expect(() => verifyPack(lying({ 'publications.jsonl': undefined }), trusted())).toThrowError(/is missing/);
  });

  it('is refused when the log left blocks out at either end of the period, or in its midst', async () => {
    const blocks = await Promise.all(
      [0, 1, 2, 3].map(async (n) => (await log.folder.read(`blocks/${n}`)) ?? new Uint8Array(0)),
    );
    const without = async (left: number) => {
      const kept = blocks.filter((_, n) => n !== left);
      const { size } = parseBlock(kept.at(-1) ?? new Uint8Array(0));
      const proof = await consistencyProof({ read: log.folder.read, size: 332 }, size);
      const lines = proof.map((hash) => `${Buffer.from(hash).toString('base64')}\n`).join('');
      const changed = { 'blocks.cborseq': new Uint8Array(Buffer.concat(kept)), 'consistency.txt': utf8(lines) };
      return () => verifyPack(lying(changed), trusted());
    };
    expect(await without(3)).toThrowError(/does not span the period/);
    expect(await without(0)).toThrowError(/does not span the period/);
    expect(await without(1)).toThrowError(/^blocks\.cborseq is not sound: Block 1 does not follow/);
    expect(await without(2)).toThrowError(/^blocks\.cborseq is not sound: Block 2 does not follow/);
  });

  it('is refused when the log itself redated a block of it, or its newest leaves out what binds it', async () => {
    const blocks = await Promise.all(
      [0, 1, 2, 3].map(async (n) => parseBlock((await log.folder.read(`blocks/${n}`)) ?? new Uint8Array(0))),
    );
    const chain: Block[] = [];
    for (const block of blocks) {
      const before = chain.at(-1);
      const previous = before === undefined ? block.previous : blockHash(before);
      chain.push({ ...block, previous, time: block.height === 1 ? block.time - 60 : block.time });
    }
    const sequence = new Uint8Array(Buffer.concat(chain.map(encodeBlock)));
    expect(() => verifyPack(lying({ 'blocks.cborseq': sequence }), trusted())).toThrowError(
      /^links\.bin is not sound: Block 2 does not hold the hash of block 1\.$/,
    );
    const cut = members.get('links.bin')?.subarray(32);
    expect(() => verifyPack(lying({ 'links.bin': cut }), trusted())).toThrowError(/^links\.bin is not sound/);
    expect(() => verifyPack(lying({ 'links.bin': undefined }), trusted())).toThrowError(/links\.bin is missing/);
  });

  it('is refused when its blocks are not those of the checkpoint, or its counts not of the coach API', async () => {
    const other = createKit();
    const strange = openLog(other, undefined, { clock: () => 1_790_000_000 });
    await appendAll(strange, placedLeaves(1000, 1020));
    const block = await strange.folder.read('blocks/0');
    expect(() => verifyPack(lying({ 'blocks.cborseq': block }), trusted())).toThrowError(
      /^consistency\.txt is not sound/,
    );
    expect(() => verifyPack(lying({ 'blocks.cborseq': utf8('?') }), trusted())).toThrowError(/^blocks\.cborseq is not/);
    expect(() => verifyPack(pack, trusted(), new Uint8Array(32).fill(9))).toThrowError(/^erasures\.cose is not sound/);
    strange.store.close();
    other.remove();
  });

  it('is refused under the policy of another log, or another key of this one', () => {
    const stranger = noteSigner(ORIGIN, 1, new Uint8Array(32).fill(99));
    const under = (text: string) => ({ text, policy: parsePolicy(text) });
    const policy = under(`log ${encodeVkey(stranger.key)}\nquorum none\n`);
    expect(() => verifyPack(pack, policy)).toThrowError(/not signed by the log/);
    const elsewhere = noteSigner('log.example/other', 1, new Uint8Array(32).fill(1));
    const another = under(`log ${encodeVkey(elsewhere.key)}\nquorum none\n`);
    expect(() => verifyPack(pack, another)).toThrowError(/a log of the policy/);
  });

  it('is made one at a time for one address, and not before a checkpoint is out', async () => {
    const both = await Promise.all([app.inject(`/audit/pack?${PERIOD}`), app.inject(`/audit/pack?${PERIOD}`)]);
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 503]);
    expect(both.map(({ headers }) => headers['retry-after']).sort()).toEqual(['5', undefined]);
    expect((await app.inject(`/audit/pack?${PERIOD}`)).statusCode).toBe(200);
    const unbegun = new SqliteAuditBook(':memory:');
    const empty = buildApp({
      read: async () => undefined,
      status: () => undefined,
      audit: () => ({ ...ports, book: unbegun, ledger: new DayLedger({ ...ports, book: unbegun }) }),
    });
    expect((await empty.inject(`/audit/pack?${PERIOD}`)).statusCode).toBe(503);
    unbegun.close();
  });

  it('is refused when publications do not cover its blocks, or counts of erasures stand without what was signed', () => {
    expect(() => verifyPack(lying({ 'publications.jsonl': utf8('') }), trusted())).toThrowError(
      /^publications\.jsonl does/,
    );
    expect(() => verifyPack(lying({ 'publications.jsonl': utf8('{') }), trusted())).toThrowError(/is not of the form/);
    expect(() => verifyPack(lying({ 'erasures.cose': undefined }), trusted())).toThrowError(
      /^erasures\.cose is missing/,
    );
  });

  it('of an earlier form is not judged', () => {
    const manifest = utf8(textOf('MANIFEST.json').replace('"version": 4', '"version": 3'));
    const digest = createHash('sha256').update(manifest).digest('hex');
    const text = `${ORIGIN}\naudit pack\nsha256 ${digest}\n`;
    const note = formatNote({ text, signatures: [signNote(text, kit.signer)] });
    const old = new Map(members).set('MANIFEST.json', manifest).set('MANIFEST.note', note);
    expect(() => verifyPack(writeArchive(old, MADE), trusted())).toThrowError(
      expect.objectContaining({ code: 'other-version' }),
    );
  });

  it('says how many blocks are too many for one', async () => {
    const crowded = Object.assign(Object.create(book), {
      counted: () => book.counted(),
      newest: () => book.newest(),
      publicationsAbove: (size: number, most: number) => book.publicationsAbove(size, most),
      lastDayBefore: (day: string) => book.lastDayBefore(day),
      dayEnds: (from: string, until: string) => book.dayEnds(from, until),
      days: (from: string, until: string) => book.days(from, until).map((day) => ({ ...day, blocks: 500_001 })),
    });
    const many = buildApp({
      read: log.folder.read,
      status: () => undefined,
      audit: () => ({ ...ports, book: crowded }),
    });
    const answer = await many.inject(`/audit/pack?${PERIOD}`);
    expect([answer.statusCode, answer.json().detail]).toEqual([
      ...[400, 'The period has 500001 blocks, and a pack holds 500000: ask for several shorter ones.'],
    ]);
  });
});
