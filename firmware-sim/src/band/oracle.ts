import { type BangleRecord, bangleRecords } from '../core/bangle-records.js';
import type { Device } from '../core/device.js';
import { type HuamiSampleBytes, narrowSample, wideSample } from '../core/huami-samples.js';
import { type Fates, minutesOf, type StampedMinute } from '../core/memory.js';

/** What the wearable knows of itself, for whoever compares. Each answer is of the moment at which it is asked. */
export interface Oracle {
  /** Unix seconds on its own clock, and the minutes by which its local time is ahead of UTC. */
  readonly clock: { readonly unix: number; readonly zoneMinutes: number };
  readonly battery: { readonly percent: number; readonly charging: boolean; readonly running: boolean };
  /** What became of its minutes, as segments: `measured` is `held`, `acknowledged`, `lost` and `overwritten` together. */
  readonly fates: Fates;
  /** The minutes of one fate, in the order measured. */
  minutes(fate: keyof Fates): StampedMinute[];
  /** Huami: the minutes of one fate as the samples that it sends, each behind its stamp. */
  samples(fate: keyof Fates): { readonly stamp: number; readonly bytes: readonly number[] }[];
  /** Bangle.js: the records of its health database, by their ends. */
  records(): BangleRecord[];
}

export function oracleOf(device: Device, { sampleBytes = 4 }: { readonly sampleBytes?: HuamiSampleBytes }): Oracle {
  const minutes = (fate: keyof Fates): StampedMinute[] => [...minutesOf(device.memory.fates[fate], device.source)];
  return {
    get clock() {
      return { unix: device.clock.unix(), zoneMinutes: device.clock.zoneMinutes };
    },
    get battery() {
      return { percent: device.battery.percent, charging: device.battery.charging, running: device.running };
    },
    get fates() {
      return device.memory.fates;
    },
    minutes,
    samples: (fate) =>
      minutes(fate).map((minute) => ({
        stamp: minute.stamp,
        bytes: sampleBytes === 8 ? wideSample(minute, minute.stamp) : narrowSample(minute),
      })),
    records: () => bangleRecords(device.memory, device.source, device.clock.unix()),
  };
}
