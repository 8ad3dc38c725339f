import type { MonthOfErasures } from '@fit4work/protocol';
import { addStretch, type DayFacts, QUIET_SECONDS } from './audit-day.js';
import { erasuresWithin, type KnownErasures, type MissingErasures, missingErasures } from './audit-erasures.js';
import { type AuditPeriod, dayOf, dayStart, periodEnd, SECONDS_A_DAY } from './audit-period.js';

/** A count below this says so and no more: a handful of leaves in a day may be one person's. */
const FLOOR = 5;

/** A number, or that it is below the floor; nothing is 0. */
export type Floored = number | `<${typeof FLOOR}`;

export const floored = (count: number): Floored => (count > 0 && count < FLOOR ? `<${FLOOR}` : count);

/** Whether a day's blocks are told as a number: of another nothing is told by which they could be counted. */
const isTold = ({ blocks }: { readonly blocks: Floored }): boolean =>
  blocks !== 0 && floored(Number(blocks)) === blocks;

/** The days whose blocks are told one by one. */
export const toldDays = (days: readonly { readonly day: string; readonly blocks: Floored }[]): ReadonlySet<string> =>
  new Set(days.filter(isTold).map(({ day }) => day));

/** What the report is made of. No member is a leaf, a root or a signature: those depend on what was measured. */
export interface AuditFacts {
  readonly log: string;
  readonly period: AuditPeriod;
  /** The days of the period that have blocks, in order. */
  readonly days: readonly DayFacts[];
  /** Time of the last block before the period, Unix seconds; `undefined` where there is none. */
  readonly before: number | undefined;
  /** Names in the policy. */
  readonly witnesses: readonly string[];
  readonly erasures: KnownErasures;
  /** Unix seconds: what lies after it has not been. */
  readonly now: number;
}

/** Certificates of erasure in a calendar month of UTC that the period touches. */
interface ErasureCount {
  /** As `2026-11`. */
  readonly month: string;
  readonly certificates: Floored;
}

/** Seconds from a block to the first published checkpoint that covers it; more than ten minutes in whole minutes but for `most`. */
interface Wait {
  readonly median: number;
  readonly p99: number;
  readonly most: number;
}

interface AuditDay {
  readonly day: string;
  readonly blocks: Floored;
  readonly leaves: Floored;
  /** `null` when of no block of the day it is known. */
  readonly secondsToWitness: Wait | null;
}

/** A time in which no block was made, or in which blocks waited for their witnesses; without an end it lasts. */
export interface Gap {
  readonly kind: 'quiet' | 'unwitnessed';
  /** Unix seconds. */
  readonly from: number;
  readonly until: number | null;
}

/** As the anchor noted it: nothing in a pack proves it. */
interface WitnessShare {
  readonly name: string;
  /** Published checkpoints that it cosigned, out of how many, of the days whose blocks are told; `null` where no day with blocks is. */
  readonly cosigned: Floored | null;
  readonly of: Floored | null;
  /** Publication of the last one of these days, Unix seconds. */
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
  /** `null` where no coach API is named, or where it never gave any. */
  readonly erasures: readonly ErasureCount[] | null;
  /** What of them is not available; `null` when nothing is missing. */
  readonly erasuresMissing: MissingErasures | null;
}

const MOST_GAPS = 1000;

/** Counts per day, times to a witnessed checkpoint, gaps and witnesses of a period. */
export function auditReport(facts: AuditFacts): AuditReport {
  const { log, period, erasures, now } = facts;
  const gaps = [...quietTimes(facts), ...unwitnessed(facts)].sort((a, b) => a.from - b.from);
  return {
    version: 1,
    log,
    period,
    made: now,
    floor: FLOOR,
    days: days(facts),
    gaps: gaps.slice(0, MOST_GAPS),
    moreGaps: Math.max(0, gaps.length - MOST_GAPS),
    witnesses: shares(facts),
    erasures: erasures ? erasuresWithin(period, erasures).map(toldErasures) : null,
    erasuresMissing: missingErasures(period, erasures, now),
  };
}

const toldErasures = ({ month, certificates }: MonthOfErasures): ErasureCount => ({
  ...{ month, certificates: certificates ?? (`<${FLOOR}` as const) },
});

function days({ period, days: known }: AuditFacts): AuditDay[] {
  const byDay = new Map(known.map((facts) => [facts.day, facts]));
  const found: AuditDay[] = [];
  for (let start = dayStart(period.from); start <= dayStart(period.until); start += SECONDS_A_DAY) {
    const day = dayOf(start);
    const { blocks = 0, leaves = 0, ...rest } = byDay.get(day) ?? {};
    found.push({ day, blocks: floored(blocks), leaves: floored(leaves), secondsToWitness: waitIn(rest) });
  }
  return found;
}

function waitIn({ waits = [], longest = null }: Partial<DayFacts>): Wait | null {
  if (longest === null) return null;
  const count = waits.reduce((sum, [, blocks]) => sum + blocks, 0);
  const at = (share: number): number => {
    let passed = 0;
    for (const [seconds, blocks] of waits) {
      passed += blocks;
      if (passed > Math.floor(count * share)) return seconds;
    }
    return longest;
  };
  return { median: at(0.5), p99: at(0.99), most: longest };
}

function quietTimes({ period, days: known, before, now }: AuditFacts): Gap[] {
  const end = Math.min(now, periodEnd(period));
  const found: Gap[] = [];
  // Before the first block there was no log to be quiet.
  let last = before === undefined ? undefined : Math.max(dayStart(period.from), before);
  for (const day of known) {
    if (last !== undefined && day.first - last > QUIET_SECONDS) {
      found.push({ kind: 'quiet', from: last, until: day.first });
    }
    // Between a handful of blocks it would count them.
    if (isTold(day)) found.push(...day.quiet.map(([from, until]) => ({ kind: 'quiet' as const, from, until })));
    last = day.last;
  }
  if (last !== undefined && end - last > QUIET_SECONDS) {
    found.push({ kind: 'quiet', from: last, until: end < now ? end : null });
  }
  return found;
}

/** A wait may go on past midnight, and into the next. */
function unwitnessed({ days: known }: AuditFacts): Gap[] {
  const stretches: [from: number, until: number][] = [];
  for (const day of known) for (const stretch of day.unwitnessed) addStretch(stretches, stretch);
  return stretches.map(([from, until]) => ({ kind: 'unwitnessed', from, until }));
}

function shares({ days: known, witnesses }: AuditFacts): WitnessShare[] {
  const told = known.filter(isTold);
  if (told.length === 0 && known.length > 0) {
    return witnesses.map((name) => ({ name, cosigned: null, of: null, last: null }));
  }
  const of = floored(told.reduce((sum, { publications }) => sum + publications, 0));
  return witnesses.map((name) => {
    const own = told.flatMap(({ cosigned }) => cosigned.filter(([witness]) => witness === name));
    const last = own.findLast(([, , time]) => time !== null)?.[2] ?? null;
    return { name, cosigned: floored(own.reduce((sum, [, count]) => sum + count, 0)), of, last };
  });
}
