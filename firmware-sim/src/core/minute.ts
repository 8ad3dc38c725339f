/** One minute as the band stores it: kind, intensity, steps, heart rate. */
export const SAMPLE_BYTES = 4;

export const KIND = {
  activity: 1,
  running: 2,
  nonWear: 3,
  charging: 6,
  lightSleep: 9,
  deepSleep: 11,
  awakeInBed: 12,
} as const;

/** The heart-rate byte of a minute without a heart rate. */
export const NO_HEART_RATE = 255;

/** What a band has measured. Times are Unix seconds on whole minutes. */
export interface MinuteSource {
  readonly start: number;
  /** The minute up to which it has measured; grows for a band that goes on measuring. */
  end(): number;
  /** `count` minutes from `from` on, four bytes each; the stretch lies between start and end. */
  read(from: number, count: number): Uint8Array;
}

/** A source that is measured to its end. */
export function storedMinutes(start: number, bytes: Uint8Array): MinuteSource {
  const end = start + (bytes.length / SAMPLE_BYTES) * 60;
  return {
    start,
    end: () => end,
    read: (from, count) => {
      const first = ((from - start) / 60) * SAMPLE_BYTES;
      return bytes.subarray(first, first + count * SAMPLE_BYTES);
    },
  };
}

/** Minutes in which the band lay in a drawer. */
export function unwornMinutes(count: number): Uint8Array {
  const bytes = new Uint8Array(count * SAMPLE_BYTES);
  for (let at = 0; at < bytes.length; at += SAMPLE_BYTES) {
    bytes[at] = KIND.nonWear;
    bytes[at + 3] = NO_HEART_RATE;
  }
  return bytes;
}
