/**
 * Civil time of Europe/Brussels by the rule of Directive 2000/84/EC: summer time from the last Sunday of March to the
 * last Sunday of October, 01:00 UTC both. Pure arithmetic, valid from 1996 on.
 */

export const MINUTES_A_DAY = 1440;

export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar. */
export function dayNumber(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

export function civilDate(days: number): CivilDate {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** 0 Sunday to 6 Saturday. */
export function weekday(days: number): number {
  return (((days + 4) % 7) + 7) % 7;
}

/** `YYYY-MM-DD` as a day number; undefined if it is no date of 1996 to 2099. */
export function parseDate(text: string): number | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1996 || year > 2099) return undefined;
  const days = dayNumber(year, month, day);
  const back = civilDate(days);
  return back.year === year && back.month === month && back.day === day ? days : undefined;
}

export function formatDate(days: number): string {
  const { year, month, day } = civilDate(days);
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Minutes by which Brussels is ahead of UTC at a Unix time. */
export function offsetMinutes(unix: number): number {
  const { year } = civilDate(Math.floor(unix / 86_400));
  const begin = lastSunday(year, 3) * 86_400 + 3600;
  const end = lastSunday(year, 10) * 86_400 + 3600;
  return unix >= begin && unix < end ? 120 : 60;
}

/** The wall clock as minutes since 1970-01-01T00:00 local. */
export function localMinuteOf(unix: number): number {
  return Math.floor(unix / 60) + offsetMinutes(unix);
}

/**
 * The Unix time of a wall-clock minute, the first one where it comes twice; undefined where the clock leaps over it.
 */
export function unixOf(localMinute: number): number | undefined {
  for (const offset of [120, 60]) {
    const unix = (localMinute - offset) * 60;
    if (offsetMinutes(unix) === offset) return unix;
  }
  return undefined;
}

/** The Unix time at which a local day begins: the clock never leaps at midnight in Brussels. */
export function startOfDay(days: number): number {
  return unixOf(days * MINUTES_A_DAY) ?? days * 86_400;
}

function lastSunday(year: number, month: 3 | 10): number {
  const last = dayNumber(year, month, 31);
  return last - weekday(last);
}
