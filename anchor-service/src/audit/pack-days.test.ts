import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readArchive } from '@fit4work/archive';
import {
  addSignatures,
  cosign,
  formatSignedCheckpoint,
  isSignatureOf,
  parseSignedCheckpoint,
  utf8,
} from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBook, repacked } from '../../test/audit-kit.js';
import { appendAll, createKit, type LogKit, leavesOf, openLog, placedLeaves } from '../../test/kit.js';
import { runCli } from '../verify/cli.js';
import { auditPack } from './audit-pack.js';

const DAYS = ['2026-09-21', '2026-09-22', '2026-09-24'] as const;
const noon = (day: string): number => Date.parse(`${day}T12:00:00Z`) / 1000;
const endOf = (day: string): string => `days/${day}.checkpoint`;

let kit: LogKit;
let members: Map<string, Uint8Array>;
/** As they were published, in order. */
const published: Uint8Array[] = [];

beforeAll(async () => {
  await sodium.ready;
  let now = noon(DAYS[0]);
  kit = createKit(undefined, () => now + 1);
  const { book, noting, portsOf } = openBook(kit, () => now + 2);
  const log = openLog(kit, noting, { clock: () => now });
  let size = 0;
  for (const day of DAYS) {
    now = noon(day);
    for (let block = 0; block < 6; block += 1) {
      await appendAll(log, size === 0 ? leavesOf(0, 5) : placedLeaves(size, size + 5));
      size += 5;
      published.push((await log.folder.read('checkpoint')) ?? new Uint8Array(0));
    }
  }
  const parts: Uint8Array[] = [];
  for await (const part of await auditPack(portsOf(log), { from: DAYS[0], until: DAYS[2] })) parts.push(part);
  members = new Map([...readArchive(Buffer.concat(parts)), ['policies/0', utf8(kit.policyText)]]);
  writeFileSync(join(kit.folder, 'trusted'), kit.policyText);
  log.store.close();
  book.close();
});
afterAll(() => kit.remove());

type Changes = Readonly<Record<string, Uint8Array | undefined>>;

/** A checkpoint that the first witnesses cosigned at a time, and no other. */
function cosignedAt(bytes: Uint8Array, ...times: readonly number[]): Uint8Array {
  const { note } = parseSignedCheckpoint(bytes);
  const lone = { text: note.text, signatures: note.signatures.slice(0, 1) };
  const lines = times.flatMap((time, n) => {
    const signer = kit.witnesses[n]?.signer;
    return signer === undefined ? [] : [cosign(note.text, time, signer)];
  });
  return formatSignedCheckpoint(addSignatures(lone, lines));
}

async function judge(changes: Changes, ...more: string[]): Promise<string> {
  const file = join(kit.folder, 'pack.tar');
  writeFileSync(file, repacked(members, changes, kit.signer));
  const args = ['pack', file, '--policy', join(kit.folder, 'trusted'), ...more];
  return (await runCli(args, { clock: () => noon(DAYS[2]), checks: [] })).text;
}
const json = async (changes: Changes): Promise<Record<string, unknown>> =>
  JSON.parse(await judge(changes, '--json', '--language', 'en'));

/** A checkpoint without what the n-th witness signed. */
function without(bytes: Uint8Array, n: number): Uint8Array {
  const { note } = parseSignedCheckpoint(bytes);
  const key = kit.policy.witnesses[n]?.key;
  const signatures = note.signatures.filter((line) => key === undefined || !isSignatureOf(key, line));
  return formatSignedCheckpoint({ text: note.text, signatures });
}

const end = (day: string): Uint8Array => members.get(endOf(day)) ?? new Uint8Array(0);
const publications = (change: (lines: string) => string): Uint8Array =>
  utf8(change(new TextDecoder().decode(members.get('publications.jsonl'))));

describe('the last checkpoint of each day in a pack', () => {
  it('is as it was published, and proves who cosigned the day', async () => {
    expect(DAYS.map(end)).toEqual([published[5], published[11], published[17]]);
    const { verdict, days, daysTold } = await json({});
    const cosigned = { council: expect.any(Number), university: expect.any(Number), city: expect.any(Number) };
    expect([verdict, daysTold]).toEqual(['sound', undefined]);
    expect(days).toEqual(DAYS.map((day, i) => ({ day, size: 30 * (i + 1), cosigned })));
    expect(await judge({}, '--language', 'en')).toContain(
      'Of 3 days the last checkpoint is in it, with the signatures of who cosigned it and all before it: council (3), university (3), city (3).',
    );
  });

  it('says of which days nothing proves it, where one is missing', async () => {
    const missing = { [endOf(DAYS[1])]: undefined };
    expect(await json(missing)).toMatchObject({
      verdict: 'sound',
      days: [{ day: DAYS[0] }, { day: DAYS[2] }],
      daysTold: [DAYS[1]],
    });
    expect(await judge(missing, '--language', 'nl')).toContain(`niet bewezen is wie ze medeondertekende: ${DAYS[1]}.`);
    const none = Object.fromEntries(DAYS.map((day) => [endOf(day), undefined]));
    expect(await json(none)).toMatchObject({ verdict: 'sound', days: [], daysTold: [...DAYS] });
  });

  it('proves nothing of a witness that cosigned it long after the day, or before it: that is said with when', async () => {
    const [day, after] = [DAYS[0], '2026-10-24'];
    const begin = noon(day) - 43_200;
    const late = { [endOf(day)]: cosignedAt(end(day), begin + 86_400 * 2, begin + 86_400 * 2 - 1, noon(after)) };
    const otherDays = { council: begin + 86_400 * 2, city: noon(after) };
    expect(await json(late)).toMatchObject({ verdict: 'sound', days: [{ day, otherDays }, {}, {}] });
    const said = await judge(late, '--language', 'en');
    expect(said).toContain('university (3), council (2), city (2)');
    expect(said).toContain(
      'nothing shows that they were there on it: 2026-09-21: council (2026-09-23), city (2026-10-24).',
    );
    expect(await judge(late, '--language', 'nl')).toContain('die dag waren: 2026-09-21: council (2026-09-23)');
    const mad = cosignedAt(end(day), begin - 86_401, begin - 86_400, Number.MAX_SAFE_INTEGER);
    expect(await judge({ [endOf(day)]: mad }, '--language', 'en')).toContain(
      'council (2026-09-19), city (9999-12-31).',
    );
  });

  it('is of one day, and of nobody, in words that fit', async () => {
    const others = { [endOf(DAYS[1])]: undefined, [endOf(DAYS[2])]: undefined };
    const late = noon('2026-10-24');
    expect(await judge(others, '--language', 'en')).toContain('Of one day the last checkpoint is in it');
    const none = { ...others, [endOf(DAYS[0])]: cosignedAt(end(DAYS[0]), late, late, late) };
    expect(await judge(none, '--language', 'en')).toContain('all before it: nobody on the day.');
    expect(await judge(none, '--language', 'nl')).toContain('Van één dag is');
  });

  it('convicts nobody where the given policy stands nowhere in the history, and does not believe it', async () => {
    const other = { 'policies/0': utf8(`# of the works council\n${kit.policyText}`) };
    expect(await json(other)).toMatchObject({ verdict: 'sound', days: [{}, {}, {}], unread: ['policies/0'] });
    for (const bytes of [without(without(end(DAYS[0]), 2), 1), utf8('garbage')]) {
      const changed = { ...other, [endOf(DAYS[0])]: bytes };
      expect(await json(changed)).toMatchObject({ verdict: 'sound', days: [{}, {}], daysTold: [DAYS[0]] });
    }
    const misplaced = { ...other, [endOf(DAYS[0])]: end(DAYS[1]) };
    expect(await json(misplaced)).toMatchObject({ verdict: 'unsound' });
    // Whom the publications name is named by a policy that is not known.
    expect(await json({ ...other, [endOf(DAYS[0])]: without(end(DAYS[0]), 2) })).toMatchObject({ verdict: 'sound' });
  });

  it('proves a witness less where it did not cosign, and is unsound where the anchor told that it did', async () => {
    const lonely = { [endOf(DAYS[0])]: without(end(DAYS[0]), 2) };
    expect(await json(lonely)).toMatchObject({
      ...{
        verdict: 'unsound',
        reason: expect.stringMatching(/^days\/2026-09-21\.checkpoint is not cosigned by city, of whom/),
      },
    });
  });

  it.each<[string, () => Changes, RegExp]>([
    ['of another day', () => ({ [endOf(DAYS[0])]: end(DAYS[1]) }), /not the last checkpoint that came out of its day/],
    [
      'earlier in its day',
      () => ({ [endOf(DAYS[0])]: published[4] }),
      /not the last checkpoint that came out of its day/,
    ],
    ['of a day without blocks', () => ({ [endOf('2026-09-23')]: end(DAYS[1]) }), /not the last checkpoint/],
    [
      'short of the quorum',
      () => ({ [endOf(DAYS[0])]: without(without(end(DAYS[0]), 2), 1) }),
      /not signed and cosigned/,
    ],
    ['garbage', () => ({ [endOf(DAYS[0])]: utf8('garbage') }), /not signed and cosigned/],
  ])('is unsound with one %s', async (_title, changes, reason) => {
    expect(await json(changes())).toMatchObject({ verdict: 'unsound', reason: expect.stringMatching(reason) });
  });

  it('is unsound where the log signed another past for that day', async () => {
    const other = createKit();
    const log = openLog(other, undefined, { clock: () => noon(DAYS[0]) });
    await appendAll(log, leavesOf(1000, 1030));
    const fork = (await log.folder.read('checkpoint')) ?? new Uint8Array(0);
    log.store.close();
    other.remove();
    expect(await json({ [endOf(DAYS[0])]: fork })).toMatchObject({
      ...{
        verdict: 'unsound',
        reason: expect.stringMatching(/another root than the block of the pack that ends there/),
      },
    });
  });

  it('is held against the publications of the pack, which cannot hide a later one of the day and keep its count', async () => {
    const hidden = publications((lines) => lines.replace(/\{"size":30,[^\n]+\n/, ''));
    const changes = { 'publications.jsonl': hidden, [endOf(DAYS[0])]: published[4] };
    expect(await json(changes)).toMatchObject({
      verdict: 'unsound',
      reason: expect.stringMatching(/^(report\.json|blocks\.csv)/),
    });
  });
});
