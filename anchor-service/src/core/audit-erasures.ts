import type { ErasureCounts } from '@fit4work/protocol';
import { type AuditPeriod, dayOf, dayStart, periodEnd } from './audit-period.js';

/** The coach API speaks for what is up to an hour later too: it was asked a moment ago, by another clock. */
const FRESH_SECONDS = 3600;

/**
 * The signed counts of the coach API, as far as there are any: `undefined` where none is named, `null` where it never gave
 * any, else the newest that it gave.
 */
export type KnownErasures = ErasureCounts | null | undefined;

/** What is not counted, since the coach API does not answer. */
export interface MissingErasures {
  /** Up to when it counted, Unix seconds; `null` when it never did. */
  readonly since: number | null;
  /** Calendar months of UTC, as `2026-11`, that the period touches and that are not counted to their end. */
  readonly months: readonly string[];
}

const monthOf = (time: number): string => dayOf(time).slice(0, 7);

/** Every calendar month that a period touches. */
function monthsOf({ from, until }: AuditPeriod): string[] {
  const months: string[] = [];
  for (let time = dayStart(from); time < periodEnd({ from, until }); time += 86_400) {
    if (months.at(-1) !== monthOf(time)) months.push(monthOf(time));
  }
  return months;
}

/** @param now Unix seconds: months to come are not missing @returns `null` when nothing is */
export function missingErasures(period: AuditPeriod, known: KnownErasures, now: number): MissingErasures | null {
  if (known === undefined) return null;
  const issued = known?.issued;
  if (issued !== undefined && now - issued <= FRESH_SECONDS) return null;
  const since = issued === undefined ? '' : monthOf(issued);
  const months = monthsOf(period).filter((month) => month >= since && month <= monthOf(now));
  return months.length === 0 ? null : { since: issued ?? null, months };
}

/** Whole months alone are counted, so that the counts of two periods cannot be subtracted. */
export const erasuresWithin = ({ from, until }: AuditPeriod, { months }: ErasureCounts): ErasureCounts['months'] =>
  months.filter(({ month }) => month >= from.slice(0, 7) && month <= until.slice(0, 7));
