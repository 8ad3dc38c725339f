import { type Block, leafCount, type MonthOfErasures } from '@fit4work/protocol';
import { type AuditPeriod, dayOf, dayStart, periodEnd, SECONDS_A_DAY } from './audit-period.js';

/** A count below this says so and no more: a handful of leaves in a day may be one person's. */
const FLOOR = 5;

/** A number, or that it is below the floor; nothing is 0. */
export type Floored = number | `<${typeof FLOOR}`;

export const floored = (count: number): Floored => (count > 0 && count < FLOOR ? `<${FLOOR}` : count);

/** A checkpoint that came out, and when. */
export interface Publication {
  readonly size: number;
  /** Unix seconds, of the anchor's clock. */
  readonly time: number;
  /** Names of the witnesses that had cosigned by then. */
  readonly witnesses: readonly string[];
}

/** What the report is made of. No member is a leaf, a root or a signature: those depend on what was measured. */
export interface AuditFacts {
  readonly log: string;
  readonly period: AuditPeriod;
  /** Blocks that were made in the period, in order, and the last before it. */
  readonly blocks: readonly BlockFacts[];
  readonly before: BlockFacts | undefined;
  /** From the start of the period on, in order of size. */
  readonly publications: readonly Publication[];
  /** Names in the policy. */
  readonly witnesses: readonly string[];
  /** As the coach API signed them; `undefined` where it is not asked. */
  readonly erasures: readonly MonthOfErasures[] | undefined;
  /** Unix seconds: what lies after it has not been. */
  readonly now: number;
}

/** Of a block what does not depend on its leaves. */
export type BlockFacts = Pick<Block, 'height' | 'firstIndex' | 'size' | 'time'>;

/** Certificates of erasure in a calendar month of UTC that the period touches. */
interface ErasureCount {
  /** As `2026-11`. */
  readonly month: string;
  readonly certificates: Floored;
}

/** Seconds from a block to the first published checkpoint that covers it. */
interface Wait {
  readonly median: number;
  readonly p99: number;
  readonly most: number;
}

interface AuditDay {
  readonly day: string;
  readonly blocks: Floored;
  readonly leaves: Floored;
  /** `null` when no block of the day is covered yet. */
  readonly secondsToWitness: Wait | null;
}

/** A time in which no block was made, or a block that waited for its witnesses; without an end it lasts. */
export interface Gap {
  readonly kind: 'quiet' | 'unwitnessed';
  /** Unix seconds. */
  readonly from: number;
  readonly until: number | null;
}

interface WitnessShare {
  readonly name: string;
  /** Published checkpoints of the period that it cosigned, out of how many. */
  readonly cosigned: number;
  readonly of: number;
  /** Publication of the last one, Unix seconds. */
  readonly last: number | null;
}

/** What an auditor of HR is told. It is the same, byte for byte, whatever was measured. */
export interface AuditReport {
  readonly version: 1;
  readonly log: string;
  readonly period: AuditPeriod;
  /** When it was made, Unix seconds. */
  readonly made: number;
  readonly floor: typeof FLOOR;
  readonly days: readonly AuditDay[];
  readonly gaps: readonly Gap[];
  /** Gaps that are not listed: the first thousand are. */
  readonly moreGaps: number;
  readonly witnesses: readonly WitnessShare[];
  readonly erasures: readonly ErasureCount[] | null;
}

/** Agents speak every quarter of an hour: an hour without a block is worth a question. */
const QUIET_SECONDS = 3600;
/** Many times what a witness takes. */
const UNWITNESSED_SECONDS = 60;
const MOST_GAPS = 1000;

/** Counts per day, times to a witnessed checkpoint, gaps and witnesses of a period. */
export function auditReport(facts: AuditFacts): AuditReport {
  const { log, period, erasures } = facts;
  const covered = waits(facts);
  const gaps = [...quietTimes(facts), ...unwitnessed(facts, covered)].sort((a, b) => a.from - b.from);
  return {
    version: 1,
    log,
    period,
    made: facts.now,
    floor: FLOOR,
    days: days(facts, covered),
    gaps: gaps.slice(0, MOST_GAPS),
    moreGaps: Math.max(0, gaps.length - MOST_GAPS),
    witnesses: shares(facts),
    erasures: erasures === undefined ? null : erasuresWithin(period, erasures),
  };
}

/** Whole months alone are counted, so that the counts of two periods cannot be subtracted. */
const erasuresWithin = ({ from, until }: AuditPeriod, months: readonly MonthOfErasures[]): ErasureCount[] =>
  months
    .filter(({ month }) => month >= from.slice(0, 7) && month <= until.slice(0, 7))
    .map(({ month, certificates }) => ({ month, certificates: certificates ?? `<${FLOOR}` }));

/** By height, seconds until a published checkpoint covered the block. */
export function waits({
  blocks,
  publications,
}: Pick<AuditFacts, 'blocks' | 'publications'>): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  let at = 0;
  for (const { height, size, time } of blocks) {
    while (at < publications.length && (publications[at]?.size ?? 0) < size) at += 1;
    const first = publications[at];
    // Clocks may be set: a checkpoint is never out before its block.
    if (first !== undefined) found.set(height, Math.max(0, first.time - time));
  }
  return found;
}

function days({ period, blocks }: AuditFacts, covered: ReadonlyMap<number, number>): AuditDay[] {
  const byDay = new Map<string, BlockFacts[]>();
  for (let start = dayStart(period.from); start <= dayStart(period.until); start += SECONDS_A_DAY) {
    byDay.set(dayOf(start), []);
  }
  for (const block of blocks) byDay.get(dayOf(block.time))?.push(block);
  return [...byDay].map(([day, ofDay]) => ({
    day,
    blocks: floored(ofDay.length),
    leaves: floored(ofDay.reduce((sum, block) => sum + leafCount(block), 0)),
    secondsToWitness: waitOf(ofDay.flatMap(({ height }) => covered.get(height) ?? [])),
  }));
}

function waitOf(seconds: readonly number[]): Wait | null {
  if (seconds.length === 0) return null;
  const sorted = [...seconds].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { median: at(0.5), p99: at(0.99), most: at(1) };
}

function quietTimes({ period, blocks, before, now }: AuditFacts): Gap[] {
  const end = Math.min(now, periodEnd(period));
  const start = dayStart(period.from);
  // Before the first block there was no log to be quiet.
  const times = [...(before === undefined ? [] : [Math.max(start, before.time)]), ...blocks.map(({ time }) => time)];
  return times.flatMap((from, i) => {
    const next = times[i + 1];
    if ((next ?? end) - from <= QUIET_SECONDS) return [];
    return [{ kind: 'quiet' as const, from, until: next ?? (end < now ? end : null) }];
  });
}

function unwitnessed({ blocks, now }: AuditFacts, covered: ReadonlyMap<number, number>): Gap[] {
  return blocks.flatMap(({ height, time }) => {
    const wait = covered.get(height);
    if ((wait ?? now - time) <= UNWITNESSED_SECONDS) return [];
    return [{ kind: 'unwitnessed' as const, from: time, until: wait === undefined ? null : time + wait }];
  });
}

function shares({ period, publications, witnesses }: AuditFacts): WitnessShare[] {
  const end = periodEnd(period);
  const inPeriod = publications.filter(({ time }) => time < end);
  return witnesses.map((name) => {
    const own = inPeriod.filter((one) => one.witnesses.includes(name));
    return { name, cosigned: own.length, of: inPeriod.length, last: own.at(-1)?.time ?? null };
  });
}
