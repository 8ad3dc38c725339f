import type { Device } from './device.js';
import { KIND, type Minute, minuteAt } from './minute.js';
import { uniform } from './random.js';

/* The values of the standard profiles, as a person of a given minute gives them. */

/** Heart Rate Measurement, 0x2A37. */
export interface HeartRateValue {
  readonly bpm: number;
  /** Undefined for a sensor that cannot tell. */
  readonly contact?: boolean;
  readonly energyKilojoules?: number;
  /** In units of 1/1024 s. */
  readonly intervals?: readonly number[];
  /** Sixteen bits though eight would do. */
  readonly wide?: boolean;
}

/** Flags: bit 0 sixteen bits, bits 1 and 2 contact, bit 3 energy, bit 4 intervals (ble.md, standard services). */
export function heartRateMeasurement(value: HeartRateValue): Uint8Array {
  const { bpm, contact, energyKilojoules, intervals = [] } = value;
  const wide = value.wide === true || bpm > 255;
  const touch = contact === undefined ? 0 : contact ? 0b110 : 0b100;
  const flags =
    (wide ? 1 : 0) | touch | (energyKilojoules === undefined ? 0 : 0b1000) | (intervals.length > 0 ? 0b1_0000 : 0);
  const words = [...(energyKilojoules === undefined ? [] : [energyKilojoules]), ...intervals];
  return Uint8Array.from([flags, ...(wide ? word(bpm) : [bpm]), ...words.flatMap(word)]);
}

/** RSC Measurement, 0x2A53. */
export interface RunningValue {
  readonly metresPerSecond: number;
  /** Steps a minute. */
  readonly cadence: number;
  readonly running: boolean;
  readonly strideMetres?: number;
  readonly distanceMetres?: number;
}

/** Flags: bit 0 stride, bit 1 distance, bit 2 running (ble.md, standard services). */
export function runningMeasurement(value: RunningValue): Uint8Array {
  const { strideMetres: stride, distanceMetres: distance } = value;
  const flags = (stride === undefined ? 0 : 1) | (distance === undefined ? 0 : 2) | (value.running ? 4 : 0);
  const metres = Math.round((distance ?? 0) * 10);
  return Uint8Array.from([
    flags,
    ...word(Math.round(value.metresPerSecond * 256)),
    Math.min(255, value.cadence),
    ...(stride === undefined ? [] : word(Math.round(stride * 100))),
    ...(distance === undefined ? [] : [...word(metres & 0xffff), ...word(Math.floor(metres / 0x1_0000))]),
  ]);
}

/** Metres of one step. */
export function stepMetres({ kind }: Minute): number {
  return kind === KIND.running ? 1.05 : 0.72;
}

const BEAT = 51;
/** More do not fit into a notification of 20 bytes beside all other fields. */
const MOST_INTERVALS = 7;
/** Seconds after which nobody wants to know the beats that nobody asked for. */
const LONGEST_PAUSE = 10;

/** Beats one after the other, each as long as the heart rate of its minute says, give or take four in a hundred. */
export class Heart {
  private beat: number | undefined;
  private beats = 0;

  constructor(
    private readonly device: Device,
    private readonly seed: number,
  ) {}

  /** The intervals, in 1/1024 s, of the beats since the last question. */
  intervals(now: number): number[] {
    const all: number[] = [];
    let at = this.beat !== undefined && now - this.beat < LONGEST_PAUSE ? this.beat : now;
    for (;;) {
      const rate = minuteAt(this.device.source, at).heartRate;
      if (rate === undefined) break;
      const interval = Math.round((1024 * 60 * (0.96 + 0.08 * uniform(this.seed, BEAT, this.beats))) / rate);
      if (at + interval / 1024 > now) break;
      at += interval / 1024;
      this.beats++;
      all.push(interval);
    }
    this.beat = minuteAt(this.device.source, at).heartRate === undefined ? undefined : at;
    return all.slice(-MOST_INTERVALS);
  }
}

/** Energy by the rule of thumb that a beat above rest costs more; this project's assumption, good for a plausible value. */
export function kilojoulesASecond({ heartRate }: Minute): number {
  return heartRate === undefined ? 0.08 : Math.max(0.08, (heartRate - 45) * 0.006);
}

function word(value: number): number[] {
  const bounded = Math.max(0, Math.min(0xffff, value));
  return [bounded & 0xff, bounded >> 8];
}
