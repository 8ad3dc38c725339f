/** What a wearable measures (SPEC.md section 3). Every time is in Unix seconds, every duration in seconds. */

/** The metrics in the order of an envelope's boxes. */
export const METRICS = ['steps', 'heart-rate', 'sleep'] as const;
export type Metric = (typeof METRICS)[number];

/** Sleep stages in the order of their codes on the wire. */
export const SLEEP_STAGES = ['awake', 'light', 'deep', 'rem', 'asleep', 'restless'] as const;
export type SleepStage = (typeof SLEEP_STAGES)[number];

/** A half-open stretch of time: `start` inclusive, `start + duration` exclusive. */
export interface Interval {
  readonly start: number;
  readonly duration: number;
}

/** Steps counted in an interval. */
export interface StepsSample extends Interval {
  readonly metric: 'steps';
  readonly value: number;
}

/** Heart rate at an instant, in whole beats a minute. */
export interface HeartRateSample {
  readonly metric: 'heart-rate';
  readonly start: number;
  readonly value: number;
  /** Times between beats in 1/1024 s (GATT 0x2A37, RR-Interval), the oldest first; absent where the wearable gives none. */
  readonly rr?: readonly number[];
}

/** The sleep stage of an interval. `awake` means awake in bed. */
export interface SleepSample extends Interval {
  readonly metric: 'sleep';
  readonly stage: SleepStage;
  /** How sure the wearable is of the stage, in percent; absent where it does not say. */
  readonly confidence?: number;
}

export type Sample = StepsSample | HeartRateSample | SleepSample;
