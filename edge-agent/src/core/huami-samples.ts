import { BOUNDS, type Interval, type Sample, type SleepStage } from '@fit4work/protocol';
import { WearableError } from '../wearable-error.js';

/** kind, intensity, steps, heart rate: one minute. */
export const SHORT_SAMPLE = 4;
/** The same, and unknown, sleep, deep sleep, REM sleep (ble.md). */
export const LONG_SAMPLE = 8;
export type SampleBytes = typeof SHORT_SAMPLE | typeof LONG_SAMPLE;

const MINUTE = 60;
/** Kinds of a short sample have four bits. */
const SHORT = {
  activity: 1,
  /** Nothing on the wrist: not worn, charging. */
  notWorn: new Set([3, 6]),
  /** No kind of their own: the last valid one goes on. */
  repeats: new Set([0, 10]),
  stages: new Map<number, SleepStage>([
    [9, 'light'],
    [11, 'deep'],
    [12, 'awake'],
  ]),
} as const;
/** Kinds of a long sample: not worn, charging; and sleep, whose stage stands in bytes of its own. */
const LONG = { notWorn: new Set([115, 118]), sleep: 120 } as const;
/** What public clients take for the least of a stage; the maker has published none. */
const LEAST = { rem: 55, deep: 42 } as const;

export interface DecodedMinutes {
  readonly samples: readonly Sample[];
  readonly worn: readonly Interval[];
  /** The kind that a following stretch goes on with. */
  readonly lastKind: number | undefined;
}

/** A stretch of minutes as a band sent it. */
export interface RawMinutes {
  readonly bytes: Uint8Array;
  readonly sampleBytes: SampleBytes;
  /** Unix seconds of the first minute. */
  readonly from: number;
}

interface Minute {
  readonly worn: boolean;
  readonly stage: SleepStage | undefined;
  /** What a repeat goes on with. */
  readonly kind: number | undefined;
}

/**
 * Decodes whole minutes. `lastKind` is the last valid kind of the stretch that ends where this one begins, if it is known;
 * a repeat of an unknown kind counts as worn, so that nothing measured is lost. Long samples know no repeats.
 * @throws WearableError `malformed` if the bytes are not whole samples.
 */
export function decodeMinutes({ bytes, sampleBytes, from }: RawMinutes, lastKind: number | undefined): DecodedMinutes {
  if (bytes.length % sampleBytes !== 0) throw new WearableError('malformed', 'The wearable sent part of a sample.');
  const samples: Sample[] = [];
  const worn: { start: number; duration: number }[] = [];
  let kind = lastKind;
  for (let at = 0; at < bytes.length; at += sampleBytes) {
    const start = from + (at / sampleBytes) * MINUTE;
    const minute = sampleBytes === SHORT_SAMPLE ? shortMinute(byteAt(bytes, at), kind) : longMinute(bytes, at);
    kind = minute.kind;
    if (!minute.worn) continue;
    extend(worn, start);
    const [steps, heartRate] = [byteAt(bytes, at + 2), byteAt(bytes, at + 3)];
    pushSamples(samples, start, { steps, heartRate, stage: minute.stage });
  }
  return { samples, worn, lastKind: kind };
}

function shortMinute(code: number, last: number | undefined): Minute {
  const kind = SHORT.repeats.has(code & 0x0f) ? last : code & 0x0f;
  const effective = kind ?? SHORT.activity;
  return { worn: !SHORT.notWorn.has(effective), stage: SHORT.stages.get(effective), kind };
}

function longMinute(bytes: Uint8Array, at: number): Minute {
  const kind = byteAt(bytes, at);
  const [deep, rem] = [byteAt(bytes, at + 6) & 0x7f, byteAt(bytes, at + 7) & 0x7f];
  const asleep = rem > LEAST.rem ? 'rem' : deep > LEAST.deep ? 'deep' : 'light';
  return { worn: !LONG.notWorn.has(kind), stage: kind === LONG.sleep ? asleep : undefined, kind: undefined };
}

interface Measured {
  readonly steps: number;
  readonly heartRate: number;
  readonly stage: SleepStage | undefined;
}

function pushSamples(samples: Sample[], start: number, { steps, heartRate, stage }: Measured): void {
  samples.push({ metric: 'steps', start, duration: MINUTE, value: steps });
  if (heartRate >= BOUNDS.heartRate.min && heartRate <= BOUNDS.heartRate.max) {
    samples.push({ metric: 'heart-rate', start, value: heartRate });
  }
  if (stage) samples.push({ metric: 'sleep', start, duration: MINUTE, stage });
}

function extend(worn: { start: number; duration: number }[], start: number): void {
  const last = worn.at(-1);
  if (last && last.start + last.duration === start) last.duration += MINUTE;
  else worn.push({ start, duration: MINUTE });
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}
