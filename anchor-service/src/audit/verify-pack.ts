import { readArchiveByMember } from '@fit4work/archive';
import {
  type Block,
  type ErasureCounts,
  eachOfCborSequence,
  encodeCbor,
  equalBytes,
  openErasureCounts,
  parseBlock,
  parsePath,
  type TrustedCheckpoint,
  utf8,
  verifyCheckpoint,
  verifyConsistency,
  verifyLink,
} from '@fit4work/protocol';
import type { PolicyFile } from '../adapters/policy-file.js';
import { BLOCK_TABLE_HEADER, blockRows } from '../core/audit-blocks.js';
import { addToDays, type Covered, type DayFacts, type DayTally } from '../core/audit-day.js';
import { checkingManifest } from '../core/audit-manifest.js';
import { type AuditPeriod, dayStart, periodEnd } from '../core/audit-period.js';
import { type AuditReport, auditReport, toldDays } from '../core/audit-report.js';
import { reportText } from '../core/audit-words.js';
import { verifyingLinks } from '../core/link-proof.js';
import { atOnce, overEach, type Slices } from '../core/slices.js';
import { orRefused, orRefusedIn, refused } from '../verify/pack-refusal.js';
import { daysOf as daysWithBlocks, isDayEnd, type ProvenDay, provingDays } from './pack-days.js';
import { policiesIn } from './pack-policies.js';
import { type ReportHead, readingPublications, reportHead } from './pack-shapes.js';
import { isStamp, PackStamps } from './pack-stamps.js';

/** What a sound pack is. */
export interface VerifiedPack {
  readonly report: AuditReport;
  /** Blocks of the period. */
  readonly blocks: number;
  /** All that are in the pack, in order. */
  readonly chain: readonly Block[];
  readonly checkpoint: TrustedCheckpoint;
  /** Of which the pack has the last checkpoint: who cosigned it is proven. */
  readonly days: readonly ProvenDay[];
  /** With blocks, of which it has not, or nothing shows whom to believe about it: who cosigned is what the anchor noted. */
  readonly daysTold: readonly string[];
  /** Whether the counts of erasures were held against the key of the coach API. */
  readonly erasuresVerified: boolean;
  /** Nobody looked at them yet. */
  readonly stamps: PackStamps;
  /** Members about policies that do not lead to the given one, and that nothing here follows from. */
  readonly unread: readonly string[];
}

/** What is done with a pack, in this order. */
export const PACK_STEPS = ['members', 'manifest', 'blocks', 'links', 'report', 'days'] as const;

/** How far the verification of a pack is. */
export interface PackProgress {
  readonly step: (typeof PACK_STEPS)[number];
  /** Of this step, from 0 to 1. */
  readonly share: number;
}

/**
 * Verifies a pack offline: the log's signature over all of it, the chain of its blocks, their place and their links in the
 * witnessed checkpoint, and that the report is what follows from them. When checkpoints came out, and who cosigned those that are not
 * in the pack, is the anchor's word.
 *
 * @param given a policy that is believed; what it gave way to by then is followed, by the statements and proofs in the pack
 * @param coachApi public key of the coach API, 32 bytes
 * @throws FindingError naming the place; it convicts the log by what that signed alone, and its code is `other-version` for a pack of an
 *   earlier form
 */
export const verifyPack = (bytes: Uint8Array, given: PolicyFile, coachApi?: Uint8Array): VerifiedPack =>
  atOnce(verifyingPack(bytes, given, coachApi));

/** As {@link verifyPack}, by whoever has something else to do in between. */
export function* verifyingPack(
  bytes: Uint8Array,
  given: PolicyFile,
  coachApi?: Uint8Array,
): Generator<PackProgress, VerifiedPack> {
  const archive = yield* during('members', orRefusedIn({ kind: 'no-pack' }, readingArchive(bytes)));
  const { policy, policies, policyAt, verified } = policiesIn(archive, given);
  const members = yield* during('manifest', checkingManifest(archive, policy));
  const unread = unreadIn(members, { verified, isHistory: policies.length > 0 });
  const member = memberOf(members);
  const report = reportHead(member('report.json'));
  const chain = yield* during('blocks', readingChain(member('blocks.cborseq')));
  const checkpoint = orRefused(part('checkpoint'), () => verifyCheckpoint(member('checkpoint'), policy));
  orRefused(part('consistency.txt'), () => checkPlace(chain.at(-1), checkpoint, member('consistency.txt')));
  const opened = countsIn(members, report, coachApi);
  checkEnds(chain, report.period, checkpoint.checkpoint.size);
  yield* during('links', verifyingLinks(chain, checkpoint.checkpoint, member('links.bin')));
  const start = dayStart(report.period.from);
  const covered = {
    blocks: chain.filter(({ time }) => time >= start && time < periodEnd(report.period)),
    publications: yield* during('report', readingPublications(member('publications.jsonl'))),
  };
  const facts = {
    ...{ log: checkpoint.checkpoint.origin, period: report.period, now: report.made },
    before: chain.findLast(({ time }) => time < start)?.time,
    days: daysOf(covered),
    witnesses: policy.witnesses.map(({ name }) => name),
    erasures: opened,
  };
  // Without its key, what the coach API counted is taken as the report has it.
  const { erasures, erasuresMissing } = report;
  const expected = { ...auditReport(facts), ...(opened === undefined && { erasures, erasuresMissing }) };
  checkDerived(member, expected, covered);
  const around = { chain, covered, checkpoint: checkpoint.checkpoint, policies: [...policies, policy] };
  const days = yield* during('days', provingDays(members, { ...around, policyAt: policyAt ?? { any: policy } }));
  const daysTold = daysWithBlocks(covered).filter((day) => !days.some((proven) => proven.day === day));
  const stamps = new PackStamps(members, around);
  const erasuresVerified = opened !== undefined;
  const blocks = covered.blocks.length;
  return { report: expected, blocks, chain, checkpoint, days, daysTold, erasuresVerified, stamps, unread };
}

/** Begins with a share of 0, so that whoever follows it knows of the step before any of it is done. */
function* during<T>(step: PackProgress['step'], slices: Slices<T>): Generator<PackProgress, T> {
  yield { step, share: 0 };
  for (;;) {
    const next = slices.next();
    if (next.done === true) return next.value;
    yield { step, share: next.value };
  }
}

const part = (path: string) => ({ kind: 'pack-part', path }) as const;

function* readingArchive(bytes: Uint8Array): Slices<Map<string, Uint8Array>> {
  const reading = readArchiveByMember(bytes);
  for (;;) {
    const next = reading.next();
    if (next.done === true) return next.value;
    yield next.value / bytes.length;
  }
}

const memberOf =
  (members: ReadonlyMap<string, Uint8Array>) =>
  (name: string): Uint8Array => {
    const found = members.get(name);
    if (found === undefined) throw refused('pack-member-missing', name);
    return found;
  };

/** @returns `undefined` where there are none, or whose they are is not known */
function countsIn(
  members: ReadonlyMap<string, Uint8Array>,
  { erasures }: ReportHead,
  coachApi: Uint8Array | undefined,
): ErasureCounts | undefined {
  const name = 'erasures.cose';
  const counts = members.get(name);
  if (counts === undefined && erasures !== null) throw refused('pack-member-missing', name);
  return counts && coachApi && orRefused(part(name), () => openErasureCounts(counts, coachApi));
}

/** Holds what is to be read against what follows from the blocks. */
function checkDerived(member: (name: string) => Uint8Array, expected: AuditReport, covered: Covered): void {
  const derived: Readonly<Record<string, string>> = {
    'report.json': `${JSON.stringify(expected, undefined, 2)}\n`,
    'REPORT.nl.txt': reportText(expected, 'nl'),
    'REPORT.en.txt': reportText(expected, 'en'),
    'blocks.csv': BLOCK_TABLE_HEADER + blockRows(covered, toldDays(expected.days)),
  };
  for (const [name, text] of Object.entries(derived)) {
    if (!equalBytes(member(name), utf8(text))) throw refused('pack-not-derived', name);
  }
}

/** Of a block, about: what it is for is to tell how far one is. */
const BLOCK_BYTES = 100;

/** Members that every pack may have, each of which is verified. */
const MEMBERS: ReadonlySet<string> = new Set([
  ...['REPORT.nl.txt', 'REPORT.en.txt', 'report.json', 'publications.jsonl', 'blocks.cborseq', 'blocks.csv'],
  ...['checkpoint', 'consistency.txt', 'links.bin', 'erasures.cose'],
]);

/**
 * Refuses what is no member of a pack: a reader would take it for verified.
 * @returns members about policies where the given one stands nowhere among them
 */
function unreadIn(
  members: ReadonlyMap<string, Uint8Array>,
  { verified, isHistory }: { readonly verified: ReadonlySet<string>; readonly isHistory: boolean },
): string[] {
  const others = [...members.keys()].filter(
    (name) => !MEMBERS.has(name) && !verified.has(name) && !isStamp(name) && !isDayEnd(name),
  );
  const isAboutPolicies = (name: string): boolean => /^(?:policy|policies\/[0-9]+(?:\.tlog-proof)?)$/.test(name);
  const wrong = others.find((name) => isHistory || !isAboutPolicies(name));
  if (wrong !== undefined) throw refused('pack-member-strange', wrong);
  return others;
}

/** What is kept of each day. None is passed over because no publication was given for it. */
function daysOf(covered: Covered): readonly DayFacts[] {
  const last = covered.blocks.at(-1)?.size ?? 0;
  if ((covered.publications.at(-1)?.size ?? 0) < last) {
    throw refused('pack-uncovered', 'publications.jsonl');
  }
  const days = new Map<string, DayTally>();
  addToDays(days, covered);
  return [...days.values()].map((tally) => tally.facts());
}

/** The blocks in order, each linked to the one before it but for the first, which may hang on one that is not here. */
function* readingChain(sequence: Uint8Array): Slices<readonly Block[]> {
  const blocks: Block[] = [];
  const add = (value: unknown): void => {
    const block = parseBlock(encodeCbor(value));
    if (block.height === 0 || blocks.length > 0) verifyLink(block, blocks.at(-1));
    blocks.push(block);
  };
  const count = Math.ceil(sequence.length / BLOCK_BYTES);
  yield* orRefusedIn(part('blocks.cborseq'), overEach(eachOfCborSequence(sequence), count, add));
  return blocks;
}

/** None of the period is left out: the chain begins before it, or the log does, and ends after it, or where the log does. */
function checkEnds(chain: readonly Block[], period: AuditPeriod, size: number): void {
  const [first, last] = [chain.at(0), chain.at(-1)];
  const begins = first === undefined || first.height === 0 || first.time < dayStart(period.from);
  const ends = last === undefined ? size === 0 : last.size === size || last.time >= periodEnd(period);
  if (!begins || !ends) throw refused('pack-blocks-left-out', 'blocks.cborseq');
}

function checkPlace(last: Block | undefined, { checkpoint }: TrustedCheckpoint, lines: Uint8Array): void {
  const proof = parsePath(lines);
  if (last === undefined) return;
  const [oldSize, oldRoot] = [last.size, last.root];
  verifyConsistency({ oldSize, oldRoot, newSize: checkpoint.size, newRoot: checkpoint.root }, proof);
}
