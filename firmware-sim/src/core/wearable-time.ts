import { civilDate, dayNumber, weekday } from './brussels-time.js';

/** A wall clock as the wire has it: seconds since 1970-01-01T00:00 local, and the zone where it is given. */
export interface WallClock {
  readonly local: number;
  readonly zoneMinutes: number | undefined;
}

/** year u16, month, day, hour, minute, second, time zone in quarter hours s8 (ble.md, Huami, fetch). */
export function shortTime(unix: number, zoneMinutes: number): Uint8Array {
  return Uint8Array.from([...clockBytes(unix + zoneMinutes * 60), zoneMinutes / 15]);
}

/** Current Time 0x2A2B: ten bytes, Monday 1 to Sunday 7 (ble.md, standard services). */
export function currentTime(local: number): Uint8Array {
  const day = weekday(Math.floor(local / 86_400)) || 7;
  return Uint8Array.from([...clockBytes(local), day, Math.floor((local - Math.floor(local)) * 256), 0]);
}

/** The nine in which a PineTime tells it: without the day of the week (InfiniTime, components/ble/CurrentTimeService.h). */
export function pineTime(local: number): Uint8Array {
  return Uint8Array.from([...clockBytes(local), 0, 0]);
}

/** The eleven bytes with which Huami's clock is told and set: as the ten, and the zone (ble.md, Huami, fetch). */
export function zonedTime(unix: number, zoneMinutes: number): Uint8Array {
  const time = currentTime(unix + zoneMinutes * 60);
  time[8] = 0;
  return Uint8Array.from([...time, zoneMinutes / 15]);
}

/** Eight or eleven bytes as the start of a fetch, in Unix seconds; undefined if they are no time. */
export function decodeFetchTime(bytes: Uint8Array): number | undefined {
  const local = bytes.length === 8 || bytes.length === 11 ? decodeClock(bytes) : undefined;
  if (local === undefined) return undefined;
  return local - zoneAt(bytes, bytes.length - 1) * 60;
}

/** Ten bytes without a zone or eleven with one, as they set the clock; undefined if they are no time. */
export function decodeCurrentTime(bytes: Uint8Array): WallClock | undefined {
  const local = bytes.length === 10 || bytes.length === 11 ? decodeClock(bytes) : undefined;
  if (local === undefined) return undefined;
  return { local, zoneMinutes: bytes.length === 11 ? zoneAt(bytes, 10) : undefined };
}

function clockBytes(local: number): number[] {
  const days = Math.floor(local / 86_400);
  const { year, month, day } = civilDate(days);
  const second = Math.floor(local - days * 86_400);
  const clock = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60];
  return [year & 0xff, year >> 8, month, day, ...clock];
}

function decodeClock(bytes: Uint8Array): number | undefined {
  const at = (index: number): number => bytes[index] ?? 0;
  const year = at(0) | (at(1) << 8);
  const days = dayNumber(year, at(2), at(3));
  const back = civilDate(days);
  const real = year >= 1970 && at(2) >= 1 && at(2) <= 12 && back.month === at(2) && back.day === at(3);
  if (!real || at(4) > 23 || at(5) > 59 || at(6) > 59) return undefined;
  return days * 86_400 + at(4) * 3600 + at(5) * 60 + at(6);
}

/** Quarter hours as a signed byte. */
function zoneAt(bytes: Uint8Array, index: number): number {
  const byte = bytes[index] ?? 0;
  return (byte > 127 ? byte - 256 : byte) * 15;
}
