import { WearableError } from '../wearable-error.js';
import { civilDate, dayNumber, isCivilDate } from './civil-date.js';

/* Current Time, 0x2A2B (GATT Specification Supplement, Current Time): year u16, month, day, hours, minutes, seconds, day of
   week (1 is Monday), 1/256 s, adjust reason; little-endian. It is the time on the wall: it has no zone. */

const CURRENT_TIME_BYTES = 10;
/** Manual time update. */
const ADJUSTED_BY_HAND = 1;
/** A wearable that lost its battery counts from 1970 on; that is a time too, and wrong by so much that it will be set. */
const FIRST_YEAR = 1970;
const LAST_YEAR = 2099;
const DAY = 86_400;

/** A Unix time as Current Time, on the wall clock that is `offsetMinutes` ahead of UTC. */
export function encodeCurrentTime(unix: number, offsetMinutes: number): Uint8Array {
  return Uint8Array.of(...wallTime(unix + offsetMinutes * 60), 0, ADJUSTED_BY_HAND);
}

/** The first eight bytes, which families with a form of their own share: year to day of week. */
export function wallTime(wall: number): readonly number[] {
  const days = Math.floor(wall / DAY);
  const { year, month, day } = civilDate(days);
  const second = wall - days * DAY;
  const weekday = ((((days + 3) % 7) + 7) % 7) + 1;
  const clock = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60];
  return [year & 0xff, year >> 8, month, day, ...clock, weekday];
}

/**
 * Seconds since 1970-01-01 00:00 on the wearable's wall clock.
 *
 * @throws WearableError `malformed`
 */
export function decodeCurrentTime(bytes: Uint8Array): number {
  if (bytes.length !== CURRENT_TIME_BYTES) throw badTime();
  return decodeWallTime(bytes);
}

/**
 * The same of a PineTime, whose firmware leaves the day of week out: nine bytes (InfiniTime,
 * src/components/ble/CurrentTimeService.h); one that keeps to the specification is understood too.
 *
 * @throws WearableError `malformed`
 */
export function decodePineTime(bytes: Uint8Array): number {
  if (bytes.length !== CURRENT_TIME_BYTES - 1) return decodeCurrentTime(bytes);
  const unknownDay = 0;
  return decodeWallTime(Uint8Array.of(...bytes.subarray(0, 7), unknownDay));
}

/** The same of the first eight bytes of a longer form. @throws WearableError `malformed` */
export function decodeWallTime(bytes: Uint8Array): number {
  if (bytes.length < 8) throw badTime();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [year, month, day] = [view.getUint16(0, true), view.getUint8(2), view.getUint8(3)];
  const [hour, minute, second] = [view.getUint8(4), view.getUint8(5), view.getUint8(6)];
  const date = { year, month, day };
  if (year < FIRST_YEAR || year > LAST_YEAR || !isCivilDate(date)) throw badTime();
  if (hour > 23 || minute > 59 || second > 59 || view.getUint8(7) > 7) throw badTime();
  return dayNumber(date) * DAY + hour * 3600 + minute * 60 + second;
}

/**
 * The Unix time that a wall clock means. In the hour that a wall clock shows twice it is the one whose offset holds at
 * `near`.
 */
export function unixOfWall(wall: number, near: number, offsetMinutes: (unix: number) => number): number {
  const guess = wall - offsetMinutes(near) * 60;
  const offset = offsetMinutes(guess);
  return offset === offsetMinutes(near) ? guess : wall - offset * 60;
}

function badTime(): WearableError {
  return new WearableError('malformed', 'The wearable named a time that is none.');
}
