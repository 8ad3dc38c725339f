import {
  addDays,
  type DayAnswer,
  daysOfDate,
  isReportOf,
  type LeafedProgramme,
  type Message,
  type Session,
} from '@fit4work/protocol';

/* What was done of a programme (SPEC.md clause 21.5): as the person says it, and what was measured beside it. */

type SessionState = 'done' | 'not-done' | 'unreported' | 'ahead';

export interface SessionAdherence extends Pick<Session, 'day' | 'kind' | 'minutes' | 'target'> {
  /** 0 first. */
  readonly place: number;
  readonly state: SessionState;
  /** Perceived, 0 to 10; null where nothing was said. */
  readonly effort: number | null;
  /** Of its whole day, where that is shared and measured. */
  readonly measured: { readonly steps: number; readonly activeMinutes: number } | null;
  /** Whether the steps of the day reach a target of steps; null where there is none, or nothing was measured. */
  readonly reached: boolean | null;
}

interface WeekAdherence {
  readonly from: string;
  readonly until: string;
  /** Sessions other than rest: all of them, those that are over or were reported, and those done. */
  readonly sessions: number;
  readonly due: number;
  readonly done: number;
  /** Done of due, to the hundredth; null where none is due. */
  readonly share: number | null;
  /** Planned, of the sessions that are due and of those that were done. */
  readonly minutesDue: number;
  readonly minutesDone: number;
  /** Of the days that are shared and measured. */
  readonly measuredDays: number;
  readonly steps: number | null;
  readonly activeMinutes: number | null;
}

export interface Adherence {
  readonly sessions: readonly SessionAdherence[];
  /** Those that have a session: a programme may last for thousands that have none. */
  readonly weeks: readonly WeekAdherence[];
}

export interface Told {
  /** Every revision that is known. */
  readonly programmes: readonly LeafedProgramme[];
  /** Of the person, the oldest first. */
  readonly messages: readonly Message[];
  /** What was read; empty where nothing was. */
  readonly days: readonly DayAnswer[];
  /** Unix seconds */
  readonly now: number;
}

const DAY = 86_400;
/** Seconds after a date ended in UTC, when it has ended in every zone (SPEC.md clause 20.7). */
const OVERDUE = 15 * 3_600;

/** Whether a civil day is over wherever the person is. */
export const isOver = (day: string, now: number): boolean => (daysOfDate(day) + 1) * DAY + OVERDUE <= now;

export function adherenceOf({ record }: LeafedProgramme, told: Told): Adherence {
  const days = new Map(told.days.map((day) => [day.date, day]));
  const sessions = record.sessions.map((session, place) => {
    const { day, kind, minutes, target } = session;
    const report = lastReport({ record, place }, told);
    const measured = measuredOf(days.get(day));
    const reached = target?.kind === 'steps' && measured !== null ? measured.steps >= target.steps : null;
    const state = report === undefined ? (isOver(day, told.now) ? 'unreported' : 'ahead') : stateOf(report.done);
    return { ...{ place, day, kind, minutes, target, state }, effort: report?.effort ?? null, measured, reached };
  });
  const weeks = new Set(sessions.map(({ day }) => Math.floor((daysOfDate(day) - daysOfDate(record.from)) / 7)));
  return {
    sessions,
    weeks: [...weeks].map((week) => {
      const from = addDays(record.from, 7 * week);
      const [until = record.until] = [addDays(from, 6), record.until].sort();
      return weekOf({ from, until }, sessions, told.days);
    }),
  };
}

const stateOf = (done: boolean): SessionState => (done ? 'done' : 'not-done');

/** The last that the person said, by its time; among equal times the last that came. */
function lastReport(
  { record, place }: { readonly record: LeafedProgramme['record']; readonly place: number },
  { messages, programmes }: Told,
): NonNullable<Message['report']> | undefined {
  let last: Message | undefined;
  for (const message of messages) {
    const { report, time } = message;
    if (report !== null && isReportOf(report, { of: record, place }, programmes) && time >= (last?.time ?? 0)) {
      last = message;
    }
  }
  return last?.report ?? undefined;
}

function measuredOf(day: DayAnswer | undefined): SessionAdherence['measured'] {
  if (day?.steps == null || day.steps.total === null) return null;
  return { steps: day.steps.total, activeMinutes: day.steps.activeMinutes };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function weekOf(
  week: Pick<WeekAdherence, 'from' | 'until'>,
  all: readonly SessionAdherence[],
  days: readonly DayAnswer[],
): WeekAdherence {
  const within = (day: string): boolean => week.from <= day && day <= week.until;
  const sessions = all.filter(({ day, kind }) => within(day) && kind !== 'rest');
  const due = sessions.filter(({ state }) => state !== 'ahead');
  const done = due.filter(({ state }) => state === 'done');
  const measured = days.filter(({ date }) => within(date)).flatMap((day) => measuredOf(day) ?? []);
  const share = due.length === 0 ? null : Math.floor((100 * done.length) / due.length + 0.5) / 100;
  return {
    ...{ ...week, sessions: sessions.length, due: due.length, done: done.length, share },
    minutesDue: sum(due.map(({ minutes }) => minutes)),
    minutesDone: sum(done.map(({ minutes }) => minutes)),
    measuredDays: measured.length,
    steps: measured.length === 0 ? null : sum(measured.map(({ steps }) => steps)),
    activeMinutes: measured.length === 0 ? null : sum(measured.map(({ activeMinutes }) => activeMinutes)),
  };
}
