import { language } from './language.js';
import { LOCALES } from './say.js';

/** Formats are costly to make and few. */
const made = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();

function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `d ${language.value} ${JSON.stringify(options)}`;
  const found = made.get(key);
  const format =
    found instanceof Intl.DateTimeFormat ? found : new Intl.DateTimeFormat(LOCALES[language.value], options);
  made.set(key, format);
  return format;
}

function numbers(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `n ${language.value} ${JSON.stringify(options)}`;
  const found = made.get(key);
  const format = found instanceof Intl.NumberFormat ? found : new Intl.NumberFormat(LOCALES[language.value], options);
  made.set(key, format);
  return format;
}

const DAY = { day: 'numeric', month: 'long', year: 'numeric' } as const;
const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

/** A moment with its day, in the time of this machine; the zone is said, since a night may have one hour twice. @param time Unix seconds */
export const moment = (time: number): string =>
  dates({ ...DAY, ...CLOCK, timeZoneName: 'short' }).format(new Date(time * 1000));

/** The time of day of a moment, in the time of this machine. @param time Unix seconds */
export const clock = (time: number): string => dates(CLOCK).format(new Date(time * 1000));

/** @param civilDay ISO `YYYY-MM-DD`: the same day wherever the page is read */
export const day = (civilDay: string): string =>
  dates({ ...DAY, timeZone: 'UTC' }).format(new Date(`${civilDay}T00:00Z`));

/** Short, with the day of the week, for the axis of a chart. @param civilDay ISO `YYYY-MM-DD` */
export const shortDay = (civilDay: string): string =>
  dates({ weekday: 'short', day: 'numeric', timeZone: 'UTC' }).format(new Date(`${civilDay}T00:00Z`));

/** The day of the week before the date, as a row of a table is named. @param civilDay ISO `YYYY-MM-DD` */
export const weekDay = (civilDay: string): string =>
  dates({ weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(`${civilDay}T00:00Z`));

/** Without the year, for the axis of a chart. @param civilDay ISO `YYYY-MM-DD` */
export const shortDate = (civilDay: string): string =>
  dates({ day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(`${civilDay}T00:00Z`));

/** @param month 1 to 12 */
export const monthName = (month: number): string =>
  dates({ month: 'long', timeZone: 'UTC' }).format(new Date(Date.UTC(2000, month - 1, 1)));

/** As in “March 2026”. @param civilDay ISO `YYYY-MM-DD`, any of that month */
export const month = (civilDay: string): string =>
  dates({ month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${civilDay}T00:00Z`));

/** The time of day with its zone, where an hour comes twice. @param time Unix seconds */
export const zonedClock = (time: number): string =>
  dates({ ...CLOCK, timeZoneName: 'short' }).format(new Date(time * 1000));

/** @param digits after the comma, at most */
export const number = (value: number, digits = 0): string => numbers({ maximumFractionDigits: digits }).format(value);

/** @param share 0 to 1 */
export const percent = (share: number): string => numbers({ style: 'percent', maximumFractionDigits: 0 }).format(share);

/** A size in megabytes, or in kilobytes below one. @param count of bytes */
export function bytes(count: number): string {
  const [value, unit] = count < 1_000_000 ? [count / 1_000, 'kilobyte'] : [count / 1_000_000, 'megabyte'];
  return numbers({ style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 }).format(value);
}

/** In hours and minutes, or minutes alone below an hour. @param seconds a whole number */
export function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  const part = (value: number, unit: string): string =>
    numbers({ style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 0 }).format(value);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return hours === 0 ? part(rest, 'minute') : `${part(hours, 'hour')} ${part(rest, 'minute')}`;
}
