import { ProtocolError } from './error.js';

/* Civil days by IANA time zone (SPEC.md section 2). A civil day lasts 23, 24 or 25 hours, and in a few zones up to 27. */

const DAY = 86_400;
/** Instants with a civil day: a day more than 1900 to 9999 on either side, for the search of a day's start. */
const EARLIEST = -2_208_988_800 - 2 * DAY;
const LATEST = 253_402_300_799 + 2 * DAY;
const NO_ZONE = 'the time zone must be a name of the IANA database';
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = makeFormatter(zone);
    formatters.set(zone, formatter);
  }
  return formatter;
}

function makeFormatter(zone: string): Intl.DateTimeFormat {
  // Some platforms take an offset for a zone, others do not; the database has names alone.
  if (!/^[A-Za-z]/.test(zone)) throw new ProtocolError('out-of-range', NO_ZONE);
  try {
    return new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  } catch (cause) {
    throw new ProtocolError('out-of-range', NO_ZONE, { cause });
  }
}

/** Days from 1970-01-01 to a proleptic Gregorian date. */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

/** The inverse of {@link daysFromCivil}, as `YYYY-MM-DD`. */
export function dateOfDays(days: number): string {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1;
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Local wall-clock time at an instant, counted in seconds as if the wall clock were UTC. */
function wallClock(time: number, zone: string): number {
  if (!(time >= EARLIEST && time <= LATEST)) {
    throw new ProtocolError('out-of-range', 'a civil day must lie in the years 1900 to 9999');
  }
  const parts: Record<string, number> = {};
  for (const { type, value } of formatterOf(zone).formatToParts(time * 1000)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return daysFromCivil(year, month, day) * DAY + hour * 3600 + minute * 60 + second;
}

/** Seconds that the zone's wall clock is ahead of UTC at an instant. */
export const zoneOffset = (time: number, zone: string): number => wallClock(time, zone) - Math.floor(time);

/** 1900-01-01 and 9999-12-31, in days from 1970-01-01. */
const [FIRST_DAY, LAST_DAY] = [-25_567, 2_932_896];

/**
 * A date of which there can be a record.
 *
 * @throws ProtocolError `malformed` for what is no day of the calendar, `out-of-range` before 1900
 */
export function checkDate(date: string): string {
  checkDay(daysOfDate(date));
  return date;
}

function checkDay(days: number): number {
  if (days >= FIRST_DAY && days <= LAST_DAY) return days;
  throw new ProtocolError('out-of-range', 'a civil day must lie in the years 1900 to 9999');
}

/**
 * The civil day, `YYYY-MM-DD`, of an instant in Unix seconds.
 *
 * @throws ProtocolError `out-of-range` for an unknown zone or a day outside the years 1900 to 9999
 */
export const civilDay = (time: number, zone: string): string =>
  dateOfDays(checkDay(Math.floor(wallClock(time, zone) / DAY)));

/** @throws ProtocolError `malformed` when the text is not a date of the calendar. */
export function daysOfDate(date: string): number {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  const days = match ? daysFromCivil(Number(match[1]), Number(match[2]), Number(match[3])) : Number.NaN;
  if (!match || dateOfDays(days) !== date) {
    throw new ProtocolError('malformed', 'a date must be a day of the calendar, written YYYY-MM-DD');
  }
  return days;
}

/**
 * The date `count` days after `date`.
 *
 * @throws ProtocolError `malformed`, or `out-of-range` when the date leaves the years 0000 to 9999
 */
export function addDays(date: string, count: number): string {
  const later = dateOfDays(daysOfDate(date) + count);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(later))
    throw new ProtocolError('out-of-range', 'a date must have a year of four digits');
  return later;
}

/** First instant at which the wall clock shows the date or a later one. */
function startOfDay(days: number, zone: string): number {
  const midnight = days * DAY;
  const before = midnight - zoneOffset(midnight - DAY, zone);
  const after = midnight - zoneOffset(midnight + DAY, zone);
  const earlier = Math.min(before, after);
  return wallClock(earlier, zone) >= midnight ? earlier : Math.max(before, after);
}

/**
 * The half-open stretch [start, end) of a civil day in Unix seconds; empty for a day that the zone skipped.
 *
 * @throws ProtocolError `malformed`, `out-of-range`
 */
export function civilDayBounds(date: string, zone: string): { readonly start: number; readonly end: number } {
  const days = checkDay(daysOfDate(date));
  return { start: startOfDay(days, zone), end: startOfDay(days + 1, zone) };
}
