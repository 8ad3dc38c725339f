import { localMinuteOf, startOfDay } from './brussels-time.js';
import { type MinuteSource, SAMPLE_BYTES } from './minute.js';
import { Physiology } from './physiology.js';

export interface GeneratedOptions {
  readonly seed: number;
  readonly person: number;
  /** Local day number of the first day, and how many days there are: without end for a person who lives on. */
  readonly from: number;
  readonly days: number | 'endless';
}

/** A person's minutes, made when they are asked for: a history costs no memory. */
export function generatedMinutes(options: GeneratedOptions): MinuteSource {
  const physiology = new Physiology(options.seed, options.person);
  const { from: first, days } = options;
  const start = startOfDay(first);
  const end = days === 'endless' ? Number.POSITIVE_INFINITY : startOfDay(first + days);
  return {
    start,
    end: () => end,
    read: (from, count) => {
      const bytes = new Uint8Array(count * SAMPLE_BYTES);
      for (let index = 0; index < count; index++) {
        bytes.set(physiology.minute(localMinuteOf(from + index * 60)), index * SAMPLE_BYTES);
      }
      return bytes;
    },
  };
}
