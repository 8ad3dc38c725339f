import { readArchive } from '@fit4work/archive';
import {
  type Block,
  decodeCborSequence,
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
import { checkManifest } from '../core/audit-manifest.js';
import { type AuditPeriod, dayStart, periodEnd } from '../core/audit-period.js';
import { type AuditReport, auditReport, toldDays } from '../core/audit-report.js';
import { reportText } from '../core/audit-words.js';
import { verifyLinks } from '../core/link-proof.js';
import { daysOf as daysWithBlocks, isDayEnd, type ProvenDay, provenDays } from './pack-days.js';
import { policiesIn } from './pack-policies.js';
import { orUnsigned, orUnsound, unsound } from './pack-refusal.js';
import { publicationsIn, reportHead } from './pack-shapes.js';
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

/**
 * Verifies a pack offline: the log's signature over all of it, the chain of its blocks, their place and their links in the
 * witnessed checkpoint, and that the report is what follows from them. When checkpoints came out, and who cosigned those that are not
 * in the pack, is the anchor's word.
 *
 * @param given a policy that is believed; what it gave way to by then is followed, by the statements and proofs in the pack
 * @param coachApi public key of the coach API, 32 bytes
 * @throws AnchorError `unsound` naming the place; `source-failed` for what the log did not sign, which convicts nobody;
 *   `other-version` for a pack of an earlier form
 */
export function verifyPack(bytes: Uint8Array, given: PolicyFile, coachApi?: Uint8Array): VerifiedPack {
  const archive = orUnsigned('The pack', () => readArchive(bytes));
  const { policy, policies, policyAt, verified } = policiesIn(archive, given);
  const members = checkManifest(archive, policy);
  const unread = unreadIn(members, { verified, isHistory: policies.length > 0 });
  const member = (name: string): Uint8Array => {
    const found = members.get(name);
    if (found === undefined) throw unsound(`${name} is missing from the pack.`);
    return found;
  };
  const report = reportHead(member('report.json'));
  const chain = orUnsound('blocks.cborseq', () => readChain(member('blocks.cborseq')));
  const checkpoint = orUnsound('checkpoint', () => verifyCheckpoint(member('checkpoint'), policy));
  orUnsound('consistency.txt', () => checkPlace(chain.at(-1), checkpoint, member('consistency.txt')));
  const counts = members.get('erasures.cose');
  if (counts === undefined && report.erasures !== null) throw unsound('erasures.cose is missing from the pack.');
  const opened = counts && coachApi && orUnsound('erasures.cose', () => openErasureCounts(counts, coachApi));
  const start = dayStart(report.period.from);
  checkEnds(chain, report.period, checkpoint.checkpoint.size);
  verifyLinks(chain, checkpoint.checkpoint, member('links.bin'));
  const covered = {
    blocks: chain.filter(({ time }) => time >= start && time < periodEnd(report.period)),
    publications: publicationsIn(member('publications.jsonl')),
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
  const derived: Readonly<Record<string, string>> = {
    'report.json': `${JSON.stringify(expected, undefined, 2)}\n`,
    'REPORT.nl.txt': reportText(expected, 'nl'),
    'REPORT.en.txt': reportText(expected, 'en'),
    'blocks.csv': BLOCK_TABLE_HEADER + blockRows(covered, toldDays(expected.days)),
  };
  for (const [name, text] of Object.entries(derived)) {
    if (!equalBytes(member(name), utf8(text)))
      throw unsound(`${name} is not what follows from the blocks of the pack.`);
  }
  const around = { chain, covered, checkpoint: checkpoint.checkpoint, policies: [...policies, policy] };
  const days = provenDays(members, { ...around, policyAt: policyAt ?? { any: policy } });
  const daysTold = daysWithBlocks(covered).filter((day) => !days.some((proven) => proven.day === day));
  const stamps = new PackStamps(members, around);
  const erasuresVerified = opened !== undefined;
  const blocks = covered.blocks.length;
  return { report: expected, blocks, chain, checkpoint, days, daysTold, erasuresVerified, stamps, unread };
}

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
  if (wrong !== undefined) throw unsound(`${wrong} is no member of a pack, or not what the rest of it leads to.`);
  return others;
}

/** What is kept of each day. None is passed over because no publication was given for it. */
function daysOf(covered: Covered): readonly DayFacts[] {
  const last = covered.blocks.at(-1)?.size ?? 0;
  if ((covered.publications.at(-1)?.size ?? 0) < last) {
    throw unsound('publications.jsonl does not cover the last block of the period.');
  }
  const days = new Map<string, DayTally>();
  addToDays(days, covered);
  return [...days.values()].map((tally) => tally.facts());
}

/** The blocks in order, each linked to the one before it but for the first, which may hang on one that is not here. */
function readChain(sequence: Uint8Array): readonly Block[] {
  const blocks = decodeCborSequence(sequence).map((value) => parseBlock(encodeCbor(value)));
  for (const [i, block] of blocks.entries()) {
    if (i > 0 || block.height === 0) verifyLink(block, blocks[i - 1]);
  }
  return blocks;
}

/** None of the period is left out: the chain begins before it, or the log does, and ends after it, or where the log does. */
function checkEnds(chain: readonly Block[], period: AuditPeriod, size: number): void {
  const [first, last] = [chain.at(0), chain.at(-1)];
  const begins = first === undefined || first.height === 0 || first.time < dayStart(period.from);
  const ends = last === undefined ? size === 0 : last.size === size || last.time >= periodEnd(period);
  if (!begins || !ends) throw unsound('blocks.cborseq does not span the period: blocks of it are left out.');
}

function checkPlace(last: Block | undefined, { checkpoint }: TrustedCheckpoint, lines: Uint8Array): void {
  const proof = parsePath(lines);
  if (last === undefined) return;
  const [oldSize, oldRoot] = [last.size, last.root];
  verifyConsistency({ oldSize, oldRoot, newSize: checkpoint.size, newRoot: checkpoint.root }, proof);
}
