import type { MeasuredDay } from './measured-day.js';

/** What a coach was answered of a day. */
export interface AnsweredDay {
  readonly date: string;
  readonly steps?: { readonly total: number | null };
  readonly heartRate?: { readonly mean: number | null };
}

export interface Expected {
  readonly measured: readonly Pick<MeasuredDay, 'date' | 'steps' | 'heartRateMean'>[];
  /** Days that had their receipts before the coach asked: these have to be there. */
  readonly confirmed: readonly string[];
}

/** Whether a coach got what was measured, of every day that was confirmed, and nothing else of any other. */
export function isRead(answered: readonly AnsweredDay[], { measured, confirmed }: Expected): boolean {
  const days = new Map(answered.map((day) => [day.date, day]));
  if (days.size !== answered.length) return false;
  const isMeasured = (date: string): boolean => measured.some((day) => day.date === date);
  if (answered.some((day) => !isMeasured(day.date) && hasAny(day))) return false;
  return measured.every(({ date, steps, heartRateMean }) => {
    const day = days.get(date);
    const isMissing = day === undefined || (day.steps?.total ?? null) === null;
    if (isMissing) return !confirmed.includes(date);
    return day.steps?.total === steps && Math.abs((day.heartRate?.mean ?? 0) - heartRateMean) < 1e-9;
  });
}

const hasAny = ({ steps, heartRate }: AnsweredDay): boolean =>
  (steps?.total ?? null) !== null || (heartRate?.mean ?? null) !== null;
