import { MAX_TIME } from './cbor.js';
import { dateOfDays, daysOfDate } from './civil-day.js';
import { ProtocolError } from './error.js';

/* Instants as text in signed JSON (RFC 3339; SPEC.md clause 1.7): whole seconds, in UTC, one form each. */

const DAY = 86_400;
const FORM = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)Z$/;

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/**
 * Unix seconds as `YYYY-MM-DDThh:mm:ssZ`.
 *
 * @throws ProtocolError `out-of-range` for what is no instant of clause 1.4
 */
export function toRfc3339(time: number): string {
  if (!Number.isInteger(time) || time < 0 || time > MAX_TIME) {
    throw new ProtocolError('out-of-range', 'an instant must be whole Unix seconds of the years 1970 to 9999');
  }
  const seconds = time % DAY;
  const parts = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  return `${dateOfDays(Math.floor(time / DAY))}T${parts.map(twoDigits).join(':')}Z`;
}

/**
 * The inverse of {@link toRfc3339}; no other form of the same instant is taken.
 *
 * @throws ProtocolError `malformed`, `out-of-range`
 */
export function fromRfc3339(text: string): number {
  const [, date, hour, minute, second] = FORM.exec(text) ?? [];
  if (date === undefined) throw new ProtocolError('malformed', 'an instant must be written YYYY-MM-DDThh:mm:ssZ');
  const time = daysOfDate(date) * DAY + Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  if (time < 0) throw new ProtocolError('out-of-range', 'an instant must be of the years 1970 to 9999');
  return time;
}
