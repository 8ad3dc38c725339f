import { civilDate, dayNumber, offsetMinutes, weekday } from './brussels-time.js';

/** year u16, month, day, hour, minute, second, time zone in quarter hours s8 (ble.md, Huami, fetch). */
const BYTES = 8;

export function encodeBandTime(unix: number): Uint8Array {
  const offset = offsetMinutes(unix);
  const local = unix + offset * 60;
  const { year, month, day } = civilDate(Math.floor(local / 86_400));
  const second = ((local % 86_400) + 86_400) % 86_400;
  const clock = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60];
  return Uint8Array.from([year & 0xff, year >> 8, month, day, ...clock, offset / 15]);
}

/** Undefined if the bytes are no time. */
export function decodeBandTime(bytes: Uint8Array): number | undefined {
  if (bytes.length !== BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, BYTES);
  const year = view.getUint16(0, true);
  const [month, day, hour, minute, second] = [2, 3, 4, 5, 6].map((at) => view.getUint8(at)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const days = dayNumber(year, month, day);
  const back = civilDate(days);
  const real = year >= 1970 && month >= 1 && month <= 12 && back.month === month && back.day === day;
  if (!real || hour > 23 || minute > 59 || second > 59) return undefined;
  return days * 86_400 + hour * 3600 + minute * 60 + second - view.getInt8(7) * 900;
}

/** Current Time 0x2A2B: ten bytes, Monday 1 to Sunday 7. */
export function currentTime(unix: number): Uint8Array {
  const time = encodeBandTime(unix);
  const local = Math.floor((unix + offsetMinutes(unix) * 60) / 86_400);
  return Uint8Array.from([...time.subarray(0, 7), weekday(local) || 7, 0, 0]);
}
