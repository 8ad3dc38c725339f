import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readArchive } from '@fit4work/archive';
import { utf8 } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWith } from '../../../test/src/requirement.js';
import { openBook, repacked } from '../../test/audit-kit.js';
import { appendAll, createKit, type LogKit, leavesOf, openLog, placedLeaves } from '../../test/kit.js';
import { OpensslAuthority } from '../../test/openssl-authority.js';
import { certify } from '../../test/stamp-stage.js';
import { encodeStampRequest } from '../stamps/adapters/rfc3161-request.js';
import { runCli } from '../verify/cli.js';
import { auditPack } from './audit-pack.js';

const NOW = 1_790_000_000;
const DAY = '2026-09-21';

let kit: LogKit;
let members: Map<string, Uint8Array>;
let stamped: Uint8Array;

type Changes = Readonly<Record<string, Uint8Array | undefined>>;

beforeAll(async () => {
  await sodium.ready;
  kit = createKit();
  const { book, noting, portsOf } = openBook(kit, () => NOW + 2);
  const log = openLog(kit, noting, { clock: () => NOW });
  await appendAll(log, leavesOf(0, 20));
  stamped = (await log.folder.read('checkpoint')) ?? new Uint8Array(0);
  await appendAll(log, placedLeaves(20, 45));
  const parts: Uint8Array[] = [];
  const ports = { ...portsOf(log), clock: () => NOW + 10 };
  for await (const part of await auditPack(ports, { from: DAY, until: DAY })) parts.push(part);
  members = readArchive(Buffer.concat(parts));
  writeFileSync(join(kit.folder, 'trusted'), kit.policyText);
  log.store.close();
  book.close();
});
afterAll(() => kit.remove());

async function judge(changes: Changes, ...more: string[]): Promise<Record<string, unknown>> {
  const file = join(kit.folder, 'pack.tar');
  writeFileSync(file, repacked(members, changes, kit.signer));
  const args = ['pack', file, '--policy', join(kit.folder, 'trusted'), '--json', '--language', 'en', ...more];
  return JSON.parse((await runCli(args, { clock: () => NOW, checks: [] })).text);
}

const report = (): Record<string, unknown> => JSON.parse(new TextDecoder().decode(members.get('report.json')));
const reportWith = (change: Readonly<Record<string, unknown>>): Changes => ({
  'report.json': utf8(`${JSON.stringify({ ...report(), ...change }, undefined, 2)}\n`),
});

describe('a pack that the log signed', () => {
  it('is refused with a member that nothing verifies, which it names', async () => {
    expect(await judge({})).toMatchObject({ verdict: 'sound', stampsUnread: 0 });
    for (const name of ['REPORT.fr.txt', 'stamps/x.tsr', 'stamps/20.txt', 'policies/one', 'policies/1/0']) {
      const refused = await judge({ [name]: utf8('100000 certificates\n') });
      expect(refused, name).toMatchObject({
        verdict: 'unsound',
        reason: expect.stringContaining(`${name} is no member`),
      });
    }
  });

  it('may have a policy that differs from the one given, which is said to be unread', async () => {
    expect(await judge({ policy: utf8(kit.policyText) })).not.toHaveProperty('unread');
    const others = { policy: utf8('something'), 'policies/0': utf8(`${kit.policyText}\n`) };
    expect(await judge(others)).toMatchObject({ verdict: 'sound', unread: ['policy', 'policies/0'] });
    // Where the one given stands among them, all of them follow.
    const history = { 'policies/0': utf8(kit.policyText) };
    expect(await judge(history)).not.toHaveProperty('unread');
    for (const [name, text] of [
      ['policy', 'something'],
      ['policies/7', 'x'],
      ['policies/1.tlog-proof', 'x'],
    ] as const) {
      expect(await judge({ ...history, [name]: utf8(text) }), name).toMatchObject({ verdict: 'unsound' });
    }
  });

  it('is unsound with a report or a publication of another form', async () => {
    const { period } = report();
    const reports: readonly Changes[] = [
      ...['null', '7', '[]', '{}', '{"period":null}'].map((text) => ({ 'report.json': utf8(text) })),
      ...[
        { period: 'all' },
        { period: { from: DAY } },
        { period: { from: DAY, until: '2026-02-30' } },
        { period: { from: '0001-01-01', until: '9999-12-31' } },
        { made: 'now' },
        { made: 2 ** 60 },
        { erasures: {} },
        { erasures: [null] },
        { erasures: [{ month: 'all of it', certificates: 7 }] },
        { erasures: [{ month: '2026-09', certificates: 7, of: 'whom' }] },
        { erasuresMissing: { since: 'ever', months: [] } },
        { erasuresMissing: { since: null, months: ['x'] } },
        { erasuresMissing: { since: null, months: [], more: 1 } },
      ].map((change) => reportWith({ period, ...change })),
    ];
    for (const changes of reports) {
      const what = new TextDecoder().decode(changes['report.json']).slice(0, 300);
      expect(await judge(changes), what).toMatchObject({
        ...{ verdict: 'unsound', reason: expect.stringMatching(/^report\.json is not of the form/) },
      });
    }
    const lines = [
      ...['null', '7', '{', '{}', '{"size":"x"}', '{"size":20,"time":1,"witnesses":[1]}'],
      ...['{"size":20,"time":"t","witnesses":[]}', '{"size":20,"time":1,"witnesses":[],"of":2}'],
    ];
    const whole = new TextDecoder().decode(members.get('publications.jsonl'));
    for (const line of lines) {
      expect(await judge({ 'publications.jsonl': utf8(`${line}\n${whole}`) }), line).toMatchObject({
        ...{ verdict: 'unsound', reason: expect.stringMatching(/^publications\.jsonl is not of the form/) },
      });
    }
  });
});

describeWith(['openssl'], 'the time stamps in a pack', () => {
  let authority: OpensslAuthority;
  let stamps: Changes;
  const ca = (): string[] => ['--tsa-ca', authority.path('root.pem')];

  beforeAll(async () => {
    authority = new OpensslAuthority(kit.folder);
    await certify(authority);
    const tsr = await authority.reply(encodeStampRequest(stamped, Uint8Array.of(0x40)), { name: 'tsa' });
    stamps = { 'stamps/20.checkpoint': stamped, 'stamps/20.tsr': tsr };
  });

  it('are verified where the command line says whom to believe about time, and said to be unread otherwise', async () => {
    const sound = await judge(stamps, ...ca());
    expect(sound).toMatchObject({ verdict: 'sound', stamps: [{ place: 'stamps/20.tsr', verdict: 'sound', block: 0 }] });
    expect(await judge(stamps)).toMatchObject({ verdict: 'sound', stampsUnread: 1 });
    const file = ['pack', join(kit.folder, 'pack.tar'), '--policy', join(kit.folder, 'trusted')];
    const said = async (language: string): Promise<string> =>
      (await runCli([...file, '--language', language], { clock: () => NOW, checks: [] })).text;
    expect(await said('en')).toContain('The time stamps in it, of 1 checkpoints, were not looked at');
    expect(await said('nl')).toContain('De tijdstempels erbij, van 1 checkpoints, zijn niet nagegaan');
  });

  it('are not told where one is garbage, of something else or without what it stamps, or where there is none', async () => {
    const garbage = { ...stamps, 'stamps/20.tsr': utf8('garbage') };
    expect(await judge(garbage, ...ca())).toMatchObject({ verdict: 'unknown', path: 'stamps/20.tsr' });
    const last = members.get('checkpoint');
    const place = { verdict: 'unknown', path: 'stamps/20.checkpoint' };
    expect(await judge({ ...stamps, 'stamps/20.checkpoint': undefined }, ...ca())).toMatchObject(place);
    expect(await judge({ ...stamps, 'stamps/20.checkpoint': last }, ...ca())).toMatchObject(place);
    const elsewhere = { 'stamps/21.checkpoint': stamped, 'stamps/21.tsr': stamps['stamps/20.tsr'] };
    expect(await judge(elsewhere, ...ca())).toMatchObject({ verdict: 'unknown', path: 'stamps/21.checkpoint' });
    expect(await judge({}, ...ca())).toMatchObject({ verdict: 'unknown', path: 'stamps' });
  });

  it('are unsound where the log stamped another past than that of the pack', async () => {
    const other = createKit();
    const log = openLog(other, undefined, { clock: () => NOW });
    await appendAll(log, leavesOf(100, 120));
    const bytes = (await log.folder.read('checkpoint')) ?? new Uint8Array(0);
    const tsr = await authority.reply(encodeStampRequest(bytes, Uint8Array.of(0x40)), { name: 'tsa' });
    const past = { 'stamps/20.checkpoint': bytes, 'stamps/20.tsr': tsr };
    expect(await judge(past, ...ca())).toMatchObject({ verdict: 'unsound', path: 'stamps/20.checkpoint' });
    log.store.close();
    other.remove();
  });
});
