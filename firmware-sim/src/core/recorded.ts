import { MINUTES_A_DAY, startOfDay, unixOf } from './brussels-time.js';
import { type MinuteSource, SAMPLE_BYTES, storedMinutes, unwornMinutes } from './minute.js';

/**
 * What a recording file holds, kept small: the local minutes that have any value, ascending, and four bytes for each.
 */
export interface Recording {
  readonly minutes: Int32Array;
  readonly samples: Uint8Array;
}

/** The first `count` local days (day numbers) that have any value. */
export function daysOf(recording: Recording, count: number | 'all'): number[] {
  const days: number[] = [];
  for (const minute of recording.minutes) {
    const day = Math.floor(minute / MINUTES_A_DAY);
    if (days.at(-1) === day) continue;
    if (count !== 'all' && days.length >= count) break;
    days.push(day);
  }
  return days;
}

/** Every minute from 00:00 of the first of these days to 24:00 of the last; undefined if the recording has no value. */
export function recordedMinutes(recording: Recording, count: number | 'all'): MinuteSource | undefined {
  const days = daysOf(recording, count);
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const start = startOfDay(first);
  const bytes = unwornMinutes((startOfDay(last + 1) - start) / 60);
  for (const [row, minute] of recording.minutes.entries()) {
    if (minute >= (last + 1) * MINUTES_A_DAY) break;
    const at = (((unixOf(minute) ?? start) - start) / 60) * SAMPLE_BYTES;
    bytes.set(recording.samples.subarray(row * SAMPLE_BYTES, (row + 1) * SAMPLE_BYTES), at);
  }
  return storedMinutes(start, bytes);
}
