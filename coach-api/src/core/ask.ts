import {
  type Authority,
  addDays,
  type ConsentRecord,
  daysOfDate,
  findAuthority,
  type Granularity,
  METRICS,
  type Metric,
  ProtocolError,
  replay,
} from '@fit4work/protocol';
import { CoachError } from '../error.js';

type SummaryGranularity = Exclude<Granularity, 'raw'>;

/** What a coach asks to open. */
export interface ReadAsk {
  readonly coach: string;
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

/** A read record names so many grants at most (SPEC.md section 11). */
const MAX_GRANTS = 64;

/**
 * The grants that cover what is asked at an instant: every metric on every day is covered by one of them at least. Where
 * grants overlap all of them count, since keys were released under the one or under the other.
 *
 * @throws CoachError `not-granted` naming the first metric that is not covered; a person who shares nothing and a person
 *   who does not exist are refused alike
 */
export function authorise(ask: ReadAsk, consents: readonly ConsentRecord[], now: number): readonly Authority[] {
  const alive = replay(consents, now)
    .filter(({ grant }) => grant.recipient === ask.coach)
    .sort((a, b) => b.grant.issued - a.grant.issued)
    .slice(0, MAX_GRANTS);
  const used = new Map<string, Authority>();
  for (const metric of ask.metrics) {
    for (const day of daysOf(ask)) {
      const single = { recipient: ask.coach, metric, granularity: ask.granularity, day };
      const covering = alive.filter((authority) => findAuthority([authority], single) !== undefined);
      if (covering.length === 0) {
        throw new CoachError('not-granted', 'No grant covers this metric on every day asked.', { metric });
      }
      for (const authority of covering) used.set(authority.id, authority);
    }
  }
  return [...used.values()];
}
