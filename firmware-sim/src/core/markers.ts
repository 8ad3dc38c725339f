import { MINUTES_A_DAY, startOfDay, unixOf } from './brussels-time.js';
import { KIND, type MinuteSource, SAMPLE_BYTES, storedMinutes, unwornMinutes } from './minute.js';

/** Worn from 08:00 to 20:00 local. */
const FIRST = 8 * 60;
const LAST = 20 * 60;

/**
 * A day whose values spell a secret: a test that later finds these bytes anywhere outside the sealed path has found a
 * leak.
 */
export function markerDay(day: number, markers: Uint8Array): MinuteSource {
  const start = startOfDay(day);
  const bytes = unwornMinutes((startOfDay(day + 1) - start) / 60);
  for (let minute = FIRST; minute < LAST; minute++) {
    const at = (((unixOf(day * MINUTES_A_DAY + minute) ?? start) - start) / 60) * SAMPLE_BYTES;
    bytes.set(markedMinute(markers, minute - FIRST), at);
  }
  return storedMinutes(start, bytes);
}

function markedMinute(markers: Uint8Array, index: number): [number, number, number, number] {
  const byte = (at: number): number => markers[at % markers.length] ?? 0;
  return [KIND.activity, 0, 1 + (byte(index) % 200), 60 + (byte(index + 7) % 120)];
}
