import type { Metric } from '@fit4work/protocol';
import { type Finding, isCurrent } from './findings.js';

/*
 * Times of this machine's clock, as they are told. Where the clock went back since, it has not come to some of them: nobody
 * knows when that was, and no such time is told for true.
 */

/** A finding as it is told. Times in Unix seconds; null where nobody knows. */
export interface ToldFinding extends Pick<Finding, 'code' | 'count'> {
  readonly first: number | null;
  readonly since: number | null;
  readonly last: number | null;
  /** Undefined while a condition holds, and of incidents. */
  readonly ended: number | null | undefined;
  /** Whether it holds, or happened lately. */
  readonly current: boolean;
  /** Whether a time is null because the clock went back. */
  readonly clockWentBack: boolean;
  /** Of `samples-lost`, in order; the metric is null where nobody can say which. */
  readonly lost?: readonly { readonly day: string; readonly metric: Metric | null }[];
}

/** @param now Unix seconds, of this machine's clock */
export function toldFinding(finding: Finding, now: number): ToldFinding {
  const { code, count, first, since, last, ended, lost } = finding;
  const end = Math.min(now, ended ?? now);
  const begun = Math.min(end, last);
  const times = {
    first: notAfter(first, begun),
    since: notAfter(since, begun),
    last: notAfter(last, end),
    ended: ended === undefined ? undefined : notAfter(ended, now),
  };
  const clockWentBack = Object.values(times).includes(null);
  const told = { code, ...times, count, current: isCurrent(finding, now), clockWentBack };
  return lost === undefined ? told : { ...told, lost: lost.map(({ day, metric = null }) => ({ day, metric })) };
}

const notAfter = (time: number, latest: number): number | null => (time > latest ? null : time);

/** Whether the clock has not come to a time that it showed. */
export const isAhead = (time: number | null | undefined, now: number): boolean => (time ?? 0) > now;

/** What was signed stays as it was signed; that the clock went back is told beside it. */
export const toldSigned = <T extends object>(
  signed: T,
  time: number | null,
  now: number,
): T & { readonly clockWentBack: boolean } => ({ ...signed, clockWentBack: isAhead(time, now) });
