import type { SleepStage } from '@fit4work/protocol';
import type { SleepNight } from './measured-day.js';

/** What the published sleep schemas ask of a sleep period. Whole seconds; nothing in it is estimated. */
export interface NightFigures {
  /** The whole period, awake in bed included. */
  readonly start: number;
  readonly end: number;
  readonly asleep: number;
  /** From falling asleep to the last awakening; undefined where the person was awake all the time. */
  readonly episode: { readonly start: number; readonly end: number } | undefined;
  /** Between falling asleep and the last awakening. */
  readonly awakeAfterOnset: number;
  readonly awakenings: number;
  /** Seconds of each stage that occurs. */
  readonly stages: ReadonlyMap<SleepStage, number>;
}

export function nightFigures(night: SleepNight): NightFigures {
  const samples = night.map(({ sample }) => sample);
  const ends = samples.map(({ start, duration }) => start + duration);
  const isAsleep = samples.map(({ stage }) => stage !== 'awake');
  const [first, last] = [isAsleep.indexOf(true), isAsleep.lastIndexOf(true)];
  const between = samples.slice(first, last).filter(({ stage }) => stage === 'awake');
  const stages = new Map<SleepStage, number>();
  for (const { stage, duration } of samples) stages.set(stage, (stages.get(stage) ?? 0) + duration);
  const seconds = [...stages].reduce((sum, [stage, duration]) => (stage === 'awake' ? sum : sum + duration), 0);
  return {
    start: samples[0]?.start ?? 0,
    end: Math.max(...ends),
    asleep: seconds,
    episode: first < 0 ? undefined : { start: samples[first]?.start ?? 0, end: ends[last] ?? 0 },
    awakeAfterOnset: between.reduce((sum, { duration }) => sum + duration, 0),
    awakenings: isAsleep.filter((asleep, at) => !asleep && at < last && isAsleep[at - 1] === true).length,
    stages,
  };
}
