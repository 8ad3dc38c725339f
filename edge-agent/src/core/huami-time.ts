import { WearableError } from '../wearable-error.js';
import { civilDate, dayNumber, isCivilDate } from './civil-date.js';
import { decodeCurrentTime, decodeWallTime, unixOfWall, wallTime } from './gatt-time.js';

/** year u16, month, day, hour, minute, second, time zone in quarter hours s8; little-endian. */
export const TIME_BYTES = 8;
/** A band counts years from its make on; beyond these its clock cannot be believed. */
const FIRST_YEAR = 2000;
const LAST_YEAR = 2099;
const CLOCK_BYTES = 11;
/** UTC+14. */
const MOST_QUARTERS = 56;

/** A Unix time as the band wants it: on the wall clock that is `offsetMinutes` ahead of UTC. */
export function encodeTime(unix: number, offsetMinutes: number): Uint8Array {
  const quarters = Math.round(offsetMinutes / 15);
  const local = Math.floor(unix / 60) + quarters * 15;
  const { year, month, day } = civilDate(Math.floor(local / 1440));
  const minute = ((local % 1440) + 1440) % 1440;
  return Uint8Array.from([
    year & 0xff,
    year >> 8,
    month,
    day,
    Math.floor(minute / 60),
    minute % 60,
    0,
    quarters & 0xff,
  ]);
}

/** The Unix time of a whole minute. @throws WearableError `malformed` */
export function decodeTime(bytes: Uint8Array): number {
  if (bytes.length !== TIME_BYTES) throw badTime();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [year, month, day] = [view.getUint16(0, true), view.getUint8(2), view.getUint8(3)];
  const [hour, minute, second, quarters] = [view.getUint8(4), view.getUint8(5), view.getUint8(6), view.getInt8(7)];
  const date = { year, month, day };
  if (year < FIRST_YEAR || year > LAST_YEAR || !isCivilDate(date)) throw badTime();
  if (hour > 23 || minute > 59 || second !== 0 || Math.abs(quarters) > MOST_QUARTERS) throw badTime();
  return dayNumber(date) * 86_400 + hour * 3600 + minute * 60 - quarters * 900;
}

/** What the band's clock is set with: Current Time to the day of week, 00 00, and the zone in quarter hours (ble.md). */
export function encodeClock(unix: number, offsetMinutes: number): Uint8Array {
  const quarters = Math.round(offsetMinutes / 15);
  return Uint8Array.of(...wallTime(unix + quarters * 900), 0, 0, quarters & 0xff);
}

/**
 * The Unix time that the band's clock says: in eleven bytes by its own zone, in the ten of Current Time by the employee's.
 *
 * @throws WearableError `malformed`
 */
export function decodeClock(bytes: Uint8Array, near: number, offsetMinutes: (unix: number) => number): number {
  if (bytes.length !== CLOCK_BYTES) return unixOfWall(decodeCurrentTime(bytes), near, offsetMinutes);
  const quarters = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getInt8(CLOCK_BYTES - 1);
  if (Math.abs(quarters) > MOST_QUARTERS) throw badTime();
  return decodeWallTime(bytes) - quarters * 900;
}

function badTime(): WearableError {
  return new WearableError('malformed', 'The wearable named a time that is none.');
}
