import { KIND, type Minute } from './minute.js';

export type HuamiSampleBytes = 4 | 8;

/** Kinds of samples of eight bytes (ble.md, Huami, samples); those not named here are as in four bytes. */
const WIDE = { nonWear: 115, charging: 118, sleep: 120 } as const;
const NONE = 255;
/** On either side of the thresholds at which deep and REM sleep begin (42 and 55). */
const DEPTH = { shallow: 12, deep: 80, rem: 90 } as const;
/** The highest bit of these bytes says nothing. */
const NOISE = 0x80;

/** One minute as a sample of four bytes: kind, intensity, steps, heart rate. There is no REM: it is light sleep. */
export function narrowSample(minute: Minute): number[] {
  const kind = minute.kind === KIND.remSleep ? KIND.lightSleep : minute.kind;
  return [kind, minute.intensity, minute.steps, minute.heartRate ?? NONE];
}

/** One minute as a sample of eight bytes: the four, then one unknown, sleep, deep sleep and REM sleep. */
export function wideSample(minute: Minute, stamp: number): number[] {
  const { kind, intensity, steps, heartRate = NONE } = minute;
  const asleep = kind === KIND.lightSleep || kind === KIND.deepSleep || kind === KIND.remSleep;
  const wide =
    kind === KIND.nonWear ? WIDE.nonWear : kind === KIND.charging ? WIDE.charging : asleep ? WIDE.sleep : kind;
  const noise = (stamp / 60) % 2 === 0 ? NOISE : 0;
  const deep = kind === KIND.deepSleep ? DEPTH.deep : asleep ? DEPTH.shallow : 0;
  const rem = kind === KIND.remSleep ? DEPTH.rem : asleep ? DEPTH.shallow : 0;
  return [wide, intensity, steps, heartRate, 0, asleep ? DEPTH.deep : 0, deep | noise, rem | noise];
}

/** Cuts samples into notifications: a counter that wraps, then as many whole samples as fit. */
export function* notifications(
  samples: Iterable<readonly number[]>,
  { room, sampleBytes }: { room: number; sampleBytes: HuamiSampleBytes },
): Generator<Uint8Array> {
  const fit = Math.max(1, Math.floor((room - 1) / sampleBytes)) * sampleBytes;
  let counter = 0;
  let waiting: number[] = [];
  for (const sample of samples) {
    waiting.push(...sample);
    if (waiting.length < fit) continue;
    yield Uint8Array.from([counter++ & 0xff, ...waiting]);
    waiting = [];
  }
  if (waiting.length > 0) yield Uint8Array.from([counter & 0xff, ...waiting]);
}
