import {
  type Authority,
  addDays,
  type ConsentRecord,
  daysOfDate,
  findAuthority,
  type Granularity,
  livingGrants,
  METRICS,
  type Metric,
  ProtocolError,
} from '@fit4work/protocol';
import { CoachError } from '../error.js';

type SummaryGranularity = Exclude<Granularity, 'raw'>;

/** What a coach asks to open. */
export interface ReadAsk {
  readonly coach: string;
  /** In which the coach is logged in; undefined where a token was shown. */
  readonly session?: string | undefined;
  readonly pseudonym: string;
  readonly metrics: readonly Metric[];
  readonly granularity: SummaryGranularity;
  readonly from: string;
  readonly until: string;
  readonly purpose: string;
}

const MAX_DAYS: Readonly<Record<SummaryGranularity, number>> = { day: 366, hour: 92 };

/** Metrics as a comma-separated list. @throws CoachError `bad-request` */
export function readMetrics(list: string): readonly Metric[] {
  const names = list.split(',');
  const metrics = METRICS.filter((metric) => names.includes(metric));
  if (metrics.length !== names.length) {
    throw new CoachError(
      'bad-request',
      'The metrics must be steps, heart-rate or sleep, each once, with commas between.',
    );
  }
  return metrics;
}

/** Every civil day of the range. @throws CoachError `bad-request` */
export function daysOf({
  from,
  until,
  granularity,
}: Pick<ReadAsk, 'from' | 'until' | 'granularity'>): readonly string[] {
  const count = countDays(from, until);
  const most = MAX_DAYS[granularity];
  if (count < 1 || count > most) {
    throw new CoachError(
      'bad-request',
      `The range must be 1 to ${most} days by ${granularity}, the first day not after the last.`,
    );
  }
  return Array.from({ length: count }, (_, i) => addDays(from, i));
}

function countDays(from: string, until: string): number {
  try {
    return daysOfDate(until) - daysOfDate(from) + 1;
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new CoachError('bad-request', 'The days must be days of the calendar, written YYYY-MM-DD.', { cause });
  }
}

/** A read record names so many grants at most (SPEC.md clause 11.1). */
const MAX_GRANTS = 64;
/** So many reads at most stand behind one answer. */
const MAX_SCOPES = 16;

/** What one read record names: each of these metrics is granted on each of these days (SPEC.md clause 20.2). */
export interface ReadScope {
  readonly metrics: readonly Metric[];
  /** First and last civil day. */
  readonly from: string;
  readonly until: string;
}

export const isWithin = (scopes: readonly ReadScope[], metric: Metric, day: string): boolean =>
  scopes.some(({ metrics, from, until }) => metrics.includes(metric) && from <= day && day <= until);

const grantsTo = (coach: string, consents: readonly ConsentRecord[], now: number): readonly Authority[] =>
  livingGrants(consents, now)
    .filter(({ grant }) => grant.recipient === coach)
    .sort((a, b) => b.grant.issued - a.grant.issued)
    .slice(0, MAX_GRANTS);

export const notGranted = (metric: Metric | undefined): CoachError =>
  new CoachError('not-granted', 'No grant covers this metric on these days.', { metric: metric ?? 'steps' });

/**
 * What of an ask is granted at an instant, and so may be read: nothing that is not, and all that is.
 *
 * @throws CoachError `not-granted` where nothing is; a person who shares nothing and a person who does not exist are refused
 *   alike. `bad-request` where too many reads would be needed
 */
export function grantedScopes(ask: ReadAsk, consents: readonly ConsentRecord[], now: number): readonly ReadScope[] {
  const alive = grantsTo(ask.coach, consents, now);
  const days = daysOf(ask);
  const scopes = new Map<string, ReadScope>();
  for (const metric of ask.metrics) {
    const covered = days.filter((day) => findAuthority(alive, askOf(ask, metric, day)) !== undefined);
    for (const { from, until } of runsOf(covered)) {
      const metrics = scopes.get(`${from} ${until}`)?.metrics ?? [];
      scopes.set(`${from} ${until}`, { metrics: [...metrics, metric], from, until });
    }
  }
  if (scopes.size === 0) throw notGranted(ask.metrics[0]);
  if (scopes.size > MAX_SCOPES) {
    throw new CoachError(
      'bad-request',
      `What is shared of it needs more than ${MAX_SCOPES} reads: ask for fewer days.`,
    );
  }
  return [...scopes.values()];
}

const askOf = ({ coach, granularity }: ReadAsk, metric: Metric, day: string) => ({
  ...{ recipient: coach, metric, granularity, day },
});

/** Days in a row. @param days ascending */
function runsOf(days: readonly string[]): readonly Pick<ReadScope, 'from' | 'until'>[] {
  const runs: { from: string; until: string }[] = [];
  for (const day of days) {
    const last = runs.at(-1);
    if (last !== undefined && addDays(last.until, 1) === day) last.until = day;
    else runs.push({ from: day, until: day });
  }
  return runs;
}

/**
 * The grants that cover a scope at an instant: every metric on every day is covered by one of them at least. Where grants
 * overlap all of them count, since keys were released under the one or under the other.
 *
 * @throws CoachError `not-granted` naming the first metric that is not covered
 */
export function authorise(ask: ReadAsk, consents: readonly ConsentRecord[], now: number): readonly Authority[] {
  const alive = grantsTo(ask.coach, consents, now);
  const days = daysOf(ask);
  const used = new Map<string, Authority>();
  for (const metric of ask.metrics) {
    for (const day of days) {
      const covering = alive.filter((each) => findAuthority([each], askOf(ask, metric, day)) !== undefined);
      if (covering.length === 0) throw notGranted(metric);
      for (const authority of covering) used.set(authority.id, authority);
    }
  }
  return [...used.values()];
}
