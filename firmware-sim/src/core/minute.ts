/** One minute as a source keeps it: kind, intensity, steps, heart rate. */
export const SAMPLE_BYTES = 4;

export const KIND = {
  activity: 1,
  running: 2,
  nonWear: 3,
  charging: 6,
  lightSleep: 9,
  deepSleep: 11,
  awakeInBed: 12,
  /** No kind of a four-byte sample, which knows no REM: its low four bits say light sleep. */
  remSleep: 0x19,
} as const;

/** The heart-rate byte of a minute without a heart rate. */
export const NO_HEART_RATE = 255;

/** What befalls the wearer. Times are Unix seconds on whole minutes. */
export interface MinuteSource {
  readonly start: number;
  /** Behind the last minute; infinite for a person who lives on. */
  end(): number;
  /** `count` minutes from `from` on, four bytes each; the stretch lies between start and end. */
  read(from: number, count: number): Uint8Array;
}

/** A minute by its parts; `heartRate` is undefined where no pulse was found. */
export interface Minute {
  readonly kind: number;
  readonly intensity: number;
  readonly steps: number;
  readonly heartRate: number | undefined;
}

const UNWORN: Minute = { kind: KIND.nonWear, intensity: 0, steps: 0, heartRate: undefined };

/** The minute in which a Unix time lies; not worn outside of the source. */
export function minuteAt(source: MinuteSource, at: number): Minute {
  const start = Math.floor(at / 60) * 60;
  return start < source.start || start >= source.end() ? UNWORN : toMinute(source.read(start, 1), 0);
}

/** The minute whose four bytes begin at `offset`. */
export function toMinute(bytes: Uint8Array, offset: number): Minute {
  const rate = bytes[offset + 3] ?? NO_HEART_RATE;
  return {
    kind: bytes[offset] ?? KIND.nonWear,
    intensity: bytes[offset + 1] ?? 0,
    steps: bytes[offset + 2] ?? 0,
    heartRate: rate === NO_HEART_RATE || rate === 0 ? undefined : rate,
  };
}

/** A source that is lived to its end. */
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

/** Minutes in which the wearable lay in a drawer. */
export function unwornMinutes(count: number): Uint8Array {
  const bytes = new Uint8Array(count * SAMPLE_BYTES);
  for (let at = 0; at < bytes.length; at += SAMPLE_BYTES) {
    bytes[at] = KIND.nonWear;
    bytes[at + 3] = NO_HEART_RATE;
  }
  return bytes;
}
