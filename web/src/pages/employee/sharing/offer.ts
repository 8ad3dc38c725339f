import { dayAfter, dayOf, startOf } from '../days.js';
import { granularity, list, METRICS, type Metric, members, number, orAbsent, orNull, text } from '../read-json.js';
import { readWindow } from './answer-shape.js';
import { type Grant, grantsOf, readEvent, type Scope } from './grants.js';

/** What somebody chose to share. */
export interface Wish {
  readonly coach: string;
  readonly metrics: readonly Metric[];
  readonly granularity: Offered;
  /** Civil day. */
  readonly from: string;
  /** For how many days from today. */
  readonly days: Term;
}

/** Of single samples a coach is shown nothing, and the agent signs no grant of them. */
export const OFFERED = ['day', 'hour'] as const;
type Offered = (typeof OFFERED)[number];

export const TERMS = ['30', '90', '365'] as const;
export type Term = (typeof TERMS)[number];

export const firstWish = (): Wish => ({
  ...{ coach: '', metrics: [], granularity: 'day', from: dayOf(new Date()), days: '30' },
});

/** The same again. */
export const wishOf = ({ coach, scope }: Grant): Wish => ({
  ...firstWish(),
  coach,
  metrics: scope.map(({ metric }) => metric),
  granularity: finest(scope),
});

function finest(scope: readonly Scope[]): Offered {
  const all = scope.flatMap(({ granularities }) => granularities);
  return all.every((each) => each === 'day') ? 'day' : 'hour';
}

/** What is asked of the agent, and signed as it is asked. */
export interface Request {
  readonly coach: string;
  readonly scope: readonly Scope[];
  readonly from: string;
  readonly until: string;
  /** Unix seconds */
  readonly expires: number;
  readonly language: string;
}

/** @param now Unix seconds */
export function requestOf({ coach, metrics, granularity, from, days }: Wish, now: number, language: string): Request {
  // The numbers of the day in which it lapses would come too late.
  const until = dayAfter(dayOf(new Date(now * 1000)), Number(days) - 1);
  return {
    coach: coach.trim(),
    scope: METRICS.filter((metric) => metrics.includes(metric)).map((metric) => ({
      metric,
      granularities: granularity === 'hour' ? ['day', 'hour'] : [granularity],
    })),
    from,
    until: until < from ? from : until,
    expires: now + Number(days) * 86_400,
    language,
  };
}

const readDays = members({ from: text, until: text });
export type Days = ReturnType<typeof readDays>;
const readSample = members({ metric: text, start: number, value: orAbsent(number), stage: orAbsent(text) });
export type ShownSample = ReturnType<typeof readSample>;
const readShown = members({
  granularity,
  metrics: list(text),
  windows: orAbsent(list(readWindow)),
  days: orAbsent(list(members({ samples: list(readSample) }))),
});
export type Shown = ReturnType<typeof readShown>;

/** Windows that begin later are not sealed yet, Unix seconds. */
const readSealed = members({ raw: number, hour: number, day: number });

/**
 * Since when what was measured on days is not sealed yet, Unix seconds; undefined where all of it is.
 * @param damaged civil days of which nobody can say what the coach will see, nor when
 */
export function unsealedSince({ from, until }: Days, sealed: number, damaged: readonly string[]): number | undefined {
  const since = Math.max(sealed, startOf(from));
  const first = dayOf(new Date(since * 1000));
  if (first > until) return undefined;
  return damaged.includes(first) ? unsealedSince({ from: dayAfter(first, 1), until }, sealed, damaged) : since;
}

/** Whether nothing of days is sealed yet. @param sealed Unix seconds */
export const isAllUnsealed = ({ from }: Days, sealed: number): boolean => sealed <= startOf(from);

/** The civil day of the first window that is not sealed yet. @param sealed Unix seconds */
export const firstUnsealed = (sealed: number): string => dayOf(new Date(sealed * 1000));

export const readOffer = members({
  notice: members({ text, sha256: text }),
  preview: members({
    past: orNull(readDays),
    shown: list(readShown),
    sealedUntil: readSealed,
    late: orNull(readDays),
    future: orNull(readDays),
    unreached: orNull(readDays),
    example: orNull(members({ day: text, shown: list(readShown) })),
    damaged: list(text),
    notAsSealed: list(text),
    uncompared: list(text),
  }),
  besides: list(readEvent),
});
export type Offer = ReturnType<typeof readOffer>;

/** Of what may be shared the days of which the preview does not show what the coach sees. */
export function unshownDays({
  past,
  damaged,
  notAsSealed,
}: Pick<Offer['preview'], 'past' | 'damaged' | 'notAsSealed'>): {
  readonly damaged: readonly string[];
  readonly all: readonly string[];
} {
  // The day of the example may be among them, which is not shared.
  const shared = damaged.filter((day) => past !== null && past.from <= day && day <= past.until);
  return { damaged: shared, all: [...new Set([...shared, ...notAsSealed])].sort() };
}

/** What the coach goes on seeing, whatever becomes of this offer. */
export const besidesOf = ({ besides }: Offer): readonly Grant[] => grantsOf(besides);
