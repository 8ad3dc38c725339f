import { createHash } from 'node:crypto';
import { readArchive, writeArchive } from '@fit4work/archive';
import {
  addSignatures,
  cosign,
  encodeVkey,
  formatNote,
  formatSignedCheckpoint,
  noteSigner,
  parsePolicy,
  parseSignedCheckpoint,
  signCheckpoint,
  signNote,
  utf8,
} from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBook, repacked } from '../../test/audit-kit.js';
import { appendAll, createKit, type LogKit, leavesOf, ORIGIN, openLog, placedLeaves } from '../../test/kit.js';
import { BECAUSE_IN_DUTCH } from '../verify/because.js';
import { FindingError } from '../verify/finding-error.js';
import { findingSentence } from '../verify/finding-words.js';
import { PACK_UNKNOWN, PACK_UNSOUND, type PackKind } from '../verify/pack-finding.js';
import { auditPack } from './audit-pack.js';
import { verifyPack } from './verify-pack.js';

const DAY = '2026-09-21';
const END = `days/${DAY}.checkpoint`;
const NOON = Date.parse(`${DAY}T12:00:00Z`) / 1000;

let kit: LogKit;
let members: Map<string, Uint8Array>;
let first: Uint8Array;

beforeAll(async () => {
  await sodium.ready;
  kit = createKit(undefined, () => NOON + 1);
  const { book, noting, portsOf } = openBook(kit, () => NOON + 2);
  const log = openLog(kit, noting, { clock: () => NOON });
  await appendAll(log, leavesOf(0, 5));
  first = (await log.folder.read('checkpoint')) ?? new Uint8Array(0);
  for (let size = 5; size < 30; size += 5) await appendAll(log, placedLeaves(size, size + 5));
  const parts: Uint8Array[] = [];
  for await (const part of await auditPack(portsOf(log), { from: DAY, until: DAY })) parts.push(part);
  const made = readArchive(Buffer.concat(parts));
  members = readArchive(repacked(made, { 'policies/0': utf8(kit.policyText) }, kit.signer));
  log.store.close();
  book.close();
});
afterAll(() => kit.remove());

type Changes = Readonly<Record<string, Uint8Array | undefined>>;

const own = () => ({ text: kit.policyText, policy: kit.policy });
const under = (text: string) => ({ text, policy: parsePolicy(text) });
/** As the log itself would sign it. */
const lying = (changes: Changes): Uint8Array => repacked(members, changes, kit.signer);
/** As whoever passes it on can change it. */
const passedOn = (change: (members: Map<string, Uint8Array>) => void): Uint8Array => {
  const copy = new Map(members);
  change(copy);
  return writeArchive(copy, NOON);
};
const bytesOf = (name: string): Uint8Array => members.get(name) ?? new Uint8Array(0);
const flipped = (name: string, at: number): Uint8Array => bytesOf(name).with(at, (bytesOf(name)[at] ?? 0) ^ 1);

function refusalOf(pack: Uint8Array, given = own()): FindingError {
  try {
    verifyPack(pack, given);
  } catch (error) {
    if (error instanceof FindingError) return error;
    throw error;
  }
  throw new TypeError('The pack was not refused.');
}

/** Which of the hashes in links.bin, each changed by itself, is refused so. */
function linksRefused(kind: PackKind): Uint8Array {
  const all = Array.from({ length: bytesOf('links.bin').length / 32 }, (_, i) =>
    lying({ 'links.bin': flipped('links.bin', 32 * i) }),
  );
  return all.find((pack) => refusalOf(pack).finding.kind === kind) ?? new Uint8Array(0);
}

/** Signed by the log and cosigned by all of its witnesses. */
function signedAnew(root: Uint8Array): Uint8Array {
  const { checkpoint } = parseSignedCheckpoint(bytesOf(END));
  const note = signCheckpoint({ ...checkpoint, root }, kit.signer);
  const lines = kit.witnesses.map(({ signer }) => cosign(note.text, NOON, signer));
  return utf8(new TextDecoder().decode(formatNote(addSignatures(note, lines))));
}

/** With the log's signature and those of two of the three who are said to have cosigned. */
function cosignedByTwo(): Uint8Array {
  const { note } = parseSignedCheckpoint(bytesOf(END));
  return formatSignedCheckpoint({ ...note, signatures: note.signatures.slice(0, 3) });
}

function ofVersion(version: number): Uint8Array {
  const text = new TextDecoder().decode(bytesOf('MANIFEST.json')).replace('"version": 4', `"version": ${version}`);
  const signed = `${ORIGIN}\naudit pack\nsha256 ${createHash('sha256').update(text).digest('hex')}\n`;
  const note = formatNote({ text: signed, signatures: [signNote(signed, kit.signer)] });
  return passedOn((pack) => pack.set('MANIFEST.json', utf8(text)).set('MANIFEST.note', note));
}

/** Under it the log is another, by its key. */
const stranger = () =>
  under(`log ${encodeVkey(noteSigner(ORIGIN, 1, new Uint8Array(32).fill(99)).key)}\nquorum none\n`);

/** How each refusal comes about; of these two the tests of changes of policy and of days have theirs. */
type Elsewhere = 'pack-policy-proof' | 'day-other-log';
const REFUSED: Readonly<Record<Exclude<PackKind, Elsewhere>, () => FindingError>> = {
  'pack-part': () => refusalOf(lying({ 'blocks.cborseq': utf8('?') })),
  'pack-member-missing': () => refusalOf(lying({ 'links.bin': undefined })),
  'pack-member-changed': () => refusalOf(passedOn((pack) => pack.set('blocks.csv', utf8('height\r\n')))),
  'pack-member-strange': () => refusalOf(lying({ extra: utf8('x') })),
  'pack-not-derived': () => refusalOf(lying({ 'blocks.csv': utf8('height\r\n') })),
  'pack-form': () => refusalOf(lying({ 'report.json': utf8('{') })),
  'pack-uncovered': () => refusalOf(lying({ 'publications.jsonl': utf8('') })),
  'pack-blocks-left-out': () => refusalOf(lying({ 'blocks.cborseq': new Uint8Array(0) })),
  'pack-links-count': () => refusalOf(lying({ 'links.bin': bytesOf('links.bin').subarray(32) })),
  'pack-links-block': () => refusalOf(linksRefused('pack-links-block')),
  'pack-links-root': () => refusalOf(linksRefused('pack-links-root')),
  'day-not-signed': () => refusalOf(lying({ [END]: utf8('nonsense') })),
  'day-not-last': () => refusalOf(lying({ [END]: first })),
  'day-other-root': () => refusalOf(lying({ [END]: signedAnew(new Uint8Array(32).fill(1)) })),
  'day-not-cosigned': () => refusalOf(lying({ [END]: cosignedByTwo() })),
  'no-pack': () => refusalOf(utf8('nonsense')),
  'pack-without-manifest': () => refusalOf(passedOn((pack) => pack.delete('MANIFEST.note'))),
  'pack-other-note': () => refusalOf(passedOn((pack) => pack.set('MANIFEST.json', flipped('MANIFEST.json', 0)))),
  'pack-not-signed': () =>
    refusalOf(
      passedOn(() => undefined),
      stranger(),
    ),
  'pack-members-moved': () => refusalOf(passedOn((pack) => pack.delete('blocks.csv'))),
  'pack-other-version': () => refusalOf(ofVersion(3)),
};

const isUnsound = (kind: string): boolean => PACK_UNSOUND.some((one) => one === kind);
/** Words that Dutch has not. */
const ENGLISH_WORDS = /\b(the|not|sound|has|which|they|must|signed|missing)\b/i;

describe('what is refused of a pack', () => {
  for (const [kind, refuse] of Object.entries(REFUSED)) {
    it(`has a finding, and words of its own in Dutch and in English: ${kind}`, () => {
      const error = refuse();
      expect([error.finding.kind, error.convicts]).toEqual([kind, isUnsound(kind)]);
      const [dutch, english] = [findingSentence(error.finding, 'nl'), findingSentence(error.finding, 'en')];
      expect(english).toBe(error.message);
      expect(dutch).not.toBe(english);
      expect(dutch).not.toMatch(ENGLISH_WORDS);
      expect(dutch).toMatch(/^[A-Za-z/0-9.-]+ .*[a-z].*\.$/);
    });
  }

  it('has words in Dutch for each kind of finding and each reason that there is', () => {
    for (const kind of [...PACK_UNSOUND, ...PACK_UNKNOWN]) {
      const finding = { kind, path: 'links.bin', index: 2, other: 1, witness: 'council', detail: '' };
      expect([kind, findingSentence(finding, 'nl')]).not.toEqual([kind, findingSentence(finding, 'en')]);
      expect(findingSentence(finding, 'nl')).not.toMatch(ENGLISH_WORDS);
    }
    for (const [because, words] of Object.entries(BECAUSE_IN_DUTCH)) {
      expect([because, words]).toEqual([because, expect.stringMatching(/^(Het|Er|De|Een) .*\.$/)]);
      expect(words).not.toMatch(ENGLISH_WORDS);
    }
  });

  it('is a finding whatever byte of whatever member is changed by the log itself', () => {
    const refused: string[] = [];
    for (const [name, bytes] of members) {
      for (let at = 0; at < bytes.length; at += Math.ceil(bytes.length / 8)) {
        const pack = lying({ [name]: flipped(name, at) });
        try {
          verifyPack(pack, own());
        } catch (error) {
          expect([name, at, error]).toEqual([name, at, expect.any(FindingError)]);
          if (error instanceof FindingError) refused.push(findingSentence(error.finding, 'nl'));
        }
      }
    }
    expect(refused.length).toBeGreaterThan(50);
    expect(refused.filter((sentence) => ENGLISH_WORDS.test(sentence))).toEqual([]);
  });
});
