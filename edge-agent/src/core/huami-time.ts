import { WearableError } from '../wearable-error.js';

/** year u16, month, day, hour, minute, second, time zone in quarter hours s8; little-endian. */
export const TIME_BYTES = 8;
/** A band counts years from its make on; beyond these its clock cannot be believed. */
const FIRST_YEAR = 2000;
const LAST_YEAR = 2099;

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
  const days = dayNumber(year, month, day);
  const back = civilDate(days);
  const date =
    year >= FIRST_YEAR && year <= LAST_YEAR && back.year === year && back.month === month && back.day === day;
  if (!date || hour > 23 || minute > 59 || second !== 0 || Math.abs(quarters) > 56) throw badTime();
  return days * 86_400 + hour * 3600 + minute * 60 - quarters * 900;
}

function badTime(): WearableError {
  return new WearableError('malformed', 'The wearable named a time that is none.');
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar, for years from 0 on. */
function dayNumber(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

function civilDate(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const leaps = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leaps) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}
