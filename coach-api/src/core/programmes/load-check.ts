import { addDays, daysOfDate, type Programme } from '@fit4work/protocol';
import { type Body, isAboveMaximum } from './heart-rate-zone.js';
import { type Level, levelOf } from './session-level.js';

/* What a coach is warned of before a plan is sent (SPEC.md clause 21.4). A warning is the coach's to overrule. */

export const LOAD_RULES = [
  'weekly-growth',
  'rest-day',
  'hard-days',
  'strength-recovery',
  'rate-above-maximum',
] as const;
export type LoadRule = (typeof LOAD_RULES)[number];

export interface LoadWarning {
  readonly rule: LoadRule;
  /** The civil day on which it comes to be. */
  readonly day: string;
}

export type Plan = Pick<Programme, 'from' | 'sessions'>;

const WEEK = 7;
/** Percent and minutes, of which a week may grow by one. */
const GROWTH = { percent: 30, minutes: 20 } as const;

/** @param body where the coach told it, or undefined */
export function loadWarnings(plan: Plan, body: Body | undefined): readonly LoadWarning[] {
  const found = [
    ...growing(plan),
    ...restless(plan, body),
    ...nextTo(
      'hard-days',
      daysThat(plan, (session) => levelOf(session, body) === 'hard'),
    ),
    ...nextTo(
      'strength-recovery',
      daysThat(plan, ({ kind }) => kind === 'strength'),
    ),
    ...tooFast(plan, body),
  ];
  return found.sort((a, b) => (a.day < b.day ? -1 : Number(a.day > b.day)));
}

type Sessions = Plan['sessions'];

/** Days of which one session is such, ascending. */
function daysThat({ sessions }: Plan, isSuch: (session: Sessions[number]) => boolean): readonly string[] {
  return [...new Set(sessions.filter(isSuch).map(({ day }) => day))].sort();
}

/** Minutes of movement in each week from the first day on. */
function weeklyMinutes({ from, sessions }: Plan): readonly number[] {
  const weeks: number[] = [];
  for (const { day, kind, minutes } of sessions) {
    const week = Math.floor((daysOfDate(day) - daysOfDate(from)) / WEEK);
    while (weeks.length <= week) weeks.push(0);
    weeks[week] = (weeks[week] ?? 0) + (kind === 'rest' ? 0 : minutes);
  }
  return weeks;
}

/** A week is held against the greater of the two before it, so that a lighter one may lie between. */
function growing(plan: Plan): readonly LoadWarning[] {
  const weeks = weeklyMinutes(plan);
  const first = weeks.findIndex((minutes) => minutes > 0);
  return weeks.flatMap((minutes, week) => {
    const before = Math.max(weeks[week - 1] ?? 0, weeks[week - 2] ?? 0);
    const grown = 100 * (minutes - before) > GROWTH.percent * before && minutes - before > GROWTH.minutes;
    return week > first && grown ? [{ rule: 'weekly-growth' as const, day: addDays(plan.from, WEEK * week) }] : [];
  });
}

const HEAVY: readonly Level[] = ['moderate', 'hard'];

/** Every seventh day in a row that is more than easy. */
function restless(plan: Plan, body: Body | undefined): readonly LoadWarning[] {
  let row = 0;
  let last = '';
  return daysThat(plan, (session) => HEAVY.includes(levelOf(session, body))).flatMap((day) => {
    row = last !== '' && addDays(last, 1) === day ? row + 1 : 1;
    last = day;
    return row % WEEK === 0 ? [{ rule: 'rest-day' as const, day }] : [];
  });
}

const nextTo = (rule: LoadRule, days: readonly string[]): readonly LoadWarning[] =>
  days.flatMap((day, i) => (i > 0 && days[i - 1] === addDays(day, -1) ? [{ rule, day }] : []));

const tooFast = (plan: Plan, body: Body | undefined): readonly LoadWarning[] =>
  body === undefined
    ? []
    : daysThat(plan, ({ target }) => target?.kind === 'heart-rate' && isAboveMaximum(target, body)).map((day) => ({
        ...{ rule: 'rate-above-maximum' as const, day },
      }));
