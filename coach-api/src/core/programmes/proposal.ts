import {
  addDays,
  civilDay,
  daysOfDate,
  type FigureName,
  type Figures,
  type Programme,
  type Session,
} from '@fit4work/protocol';
import type { Adherence, SessionAdherence } from './adherence.js';
import { EFFORT } from './session-level.js';

/* What could be changed of a programme, from what is shared (SPEC.md clause 21.6). A coach confirms it, or does not. */

export const ADAPTATION_REASONS = [
  'few-done',
  'felt-heavy',
  'resting-rate-higher', // these three ease
  'less-sleep', // keeps what would have grown
  'well-done',
  'as-planned',
] as const;
export type AdaptationReason = (typeof ADAPTATION_REASONS)[number];

const EASING: readonly AdaptationReason[] = ['few-done', 'felt-heavy', 'resting-rate-higher'];

type Change = 'ease' | 'keep' | 'grow';

export interface Adaptation {
  readonly change: Change;
  readonly reasons: readonly AdaptationReason[];
  /** Those of the programme, of which later ones are changed. */
  readonly sessions: readonly Session[];
}

export interface Evidence {
  readonly adherence: Adherence;
  /** Of a read; undefined where nothing was read. */
  readonly figures: Figures | undefined;
  /** Unix seconds */
  readonly now: number;
}

const LOOK_BACK = 14;
/** Sessions, or efforts, from which anything is concluded. */
const LEAST = 3;
/** Percent of the minutes and steps. */
const FACTORS: Readonly<Record<Change, number>> = { ease: 80, keep: 100, grow: 110 };
const MOST = { minutes: 1_440, steps: 100_000 } as const;

export function adaptationOf(programme: Pick<Programme, 'sessions'>, evidence: Evidence): Adaptation {
  const reasons = reasonsOf(evidence);
  const change = changeOf(reasons);
  // What is under way somewhere in the world, or may be tomorrow, is left as it is.
  const open = addDays(civilDay(evidence.now, 'UTC'), 2);
  const sessions = programme.sessions.map((session) => (session.day < open ? session : scaled(session, change)));
  return { change, reasons, sessions };
}

function changeOf(reasons: readonly AdaptationReason[]): Change {
  if (reasons.some((reason) => EASING.includes(reason))) return 'ease';
  return reasons.includes('well-done') && !reasons.includes('less-sleep') ? 'grow' : 'keep';
}

function reasonsOf({ adherence, figures, now }: Evidence): readonly AdaptationReason[] {
  const today = civilDay(now, 'UTC');
  const due = adherence.sessions.filter(
    ({ day, kind, state }) =>
      kind !== 'rest' &&
      state !== 'ahead' &&
      daysOfDate(today) - daysOfDate(day) <= LOOK_BACK &&
      day <= addDays(today, 1),
  );
  const done = due.filter(({ state }) => state === 'done').length;
  const heavier = medianOf(due.flatMap(excess));
  const is = (reason: AdaptationReason, holds: boolean) => (holds ? [reason] : []);
  const reasons = [
    ...is('few-done', due.length >= LEAST && 2 * done < due.length),
    ...is('felt-heavy', heavier !== undefined && heavier >= 2),
    ...is('resting-rate-higher', directionOf(figures, 'resting-heart-rate') === 'higher'),
    ...is('less-sleep', directionOf(figures, 'minutes-asleep') === 'lower'),
    ...is('well-done', due.length >= LEAST && 10 * done >= 9 * due.length && heavier !== undefined && heavier <= 0),
  ];
  return reasons.length === 0 ? ['as-planned'] : reasons;
}

/** By how much a session felt heavier than was meant; where no effort was aimed at, strong is what was meant at the most. */
function excess({ state, effort, target }: SessionAdherence): readonly number[] {
  if (state !== 'done' || effort === null) return [];
  return [effort - (target?.kind === 'effort' ? target.effort : EFFORT.vigorous)];
}

/** The lower of the two in the middle; undefined of fewer than are enough. */
function medianOf(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length < LEAST ? undefined : sorted[Math.floor((sorted.length - 1) / 2)];
}

const directionOf = (figures: Figures | undefined, name: FigureName): string | undefined =>
  figures?.metrics.flatMap((metric) => metric.figures).find(({ figure }) => figure === name)?.trend.direction;

function scaled(session: Session, change: Change): Session {
  const { kind, minutes, target } = session;
  if (kind === 'rest' || change === 'keep') return session;
  const by = (value: number, most: number) => Math.min(most, Math.floor((value * FACTORS[change]) / 100));
  const aim = target?.kind === 'steps' ? { ...target, steps: by(target.steps, MOST.steps) } : target;
  return { ...session, minutes: by(minutes, MOST.minutes), target: aim };
}
