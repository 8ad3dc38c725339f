import { localMinuteOf, startOfDay } from './brussels-time.js';
import { type MinuteSource, SAMPLE_BYTES } from './minute.js';
import { Physiology } from './physiology.js';

export interface GeneratedOptions {
  readonly seed: number;
  readonly person: number;
  /** Local day number of the first day, and how many days of history. */
  readonly from: number;
  readonly days: number;
  /** Given for a band that goes on measuring: Unix seconds, now. Its history then ends at the last whole minute. */
  readonly clock?: () => number;
}

/** A person's minutes, made when they are asked for: a history costs no memory. */
export function generatedMinutes(options: GeneratedOptions): MinuteSource {
  const physiology = new Physiology(options.seed, options.person);
  const start = startOfDay(options.from);
  const last = startOfDay(options.from + options.days);
  const { clock } = options;
  return {
    start,
    end: () => (clock ? Math.max(start, Math.floor(clock() / 60) * 60) : last),
    read: (from, count) => {
      const bytes = new Uint8Array(count * SAMPLE_BYTES);
      for (let index = 0; index < count; index++) {
        bytes.set(physiology.minute(localMinuteOf(from + index * 60)), index * SAMPLE_BYTES);
      }
      return bytes;
    },
  };
}
