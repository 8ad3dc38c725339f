import type { Interval, Sample, SleepStage } from '@fit4work/protocol';
import { WearableError } from '../wearable-error.js';

/** kind, intensity, steps, heart rate: one minute. */
export const SAMPLE_BYTES = 4;
const MINUTE = 60;
const ACTIVITY = 1;
/** Nothing on the wrist: not worn, charging. */
const NOT_WORN: ReadonlySet<number> = new Set([3, 6]);
/** No kind of their own: the last valid one goes on. */
const REPEATS: ReadonlySet<number> = new Set([0, 10]);
const SLEEP: ReadonlyMap<number, SleepStage> = new Map([
  [9, 'light'],
  [11, 'deep'],
  [12, 'awake'],
]);
const HEART_RATE = { least: 20, most: 250 } as const;

export interface DecodedMinutes {
  readonly samples: readonly Sample[];
  readonly worn: readonly Interval[];
  /** The kind that a following stretch goes on with. */
  readonly lastKind: number | undefined;
}

/**
 * Decodes whole minutes from `from` (Unix seconds) on. `lastKind` is the last valid kind of the stretch that ends at
 * `from`, if it is known; a repeat of an unknown kind counts as worn, so that nothing measured is lost.
 * @throws WearableError `malformed` if the bytes are not whole samples.
 */
export function decodeMinutes(bytes: Uint8Array, from: number, lastKind: number | undefined): DecodedMinutes {
  if (bytes.length % SAMPLE_BYTES !== 0) throw new WearableError('malformed', 'The wearable sent part of a sample.');
  const samples: Sample[] = [];
  const worn: { start: number; duration: number }[] = [];
  let kind = lastKind;
  for (let at = 0; at < bytes.length; at += SAMPLE_BYTES) {
    const start = from + (at / SAMPLE_BYTES) * MINUTE;
    const code = byteAt(bytes, at) & 0x0f;
    if (!REPEATS.has(code)) kind = code;
    if (NOT_WORN.has(kind ?? ACTIVITY)) continue;
    extend(worn, start);
    const minute = {
      steps: byteAt(bytes, at + 2),
      heartRate: byteAt(bytes, at + 3),
      stage: SLEEP.get(kind ?? ACTIVITY),
    };
    pushSamples(samples, start, minute);
  }
  return { samples, worn, lastKind: kind };
}

interface Minute {
  readonly steps: number;
  readonly heartRate: number;
  readonly stage: SleepStage | undefined;
}

function pushSamples(samples: Sample[], start: number, { steps, heartRate, stage }: Minute): void {
  samples.push({ metric: 'steps', start, duration: MINUTE, value: steps });
  if (heartRate >= HEART_RATE.least && heartRate <= HEART_RATE.most) {
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
