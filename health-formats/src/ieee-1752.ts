import type { SleepStage, StepsSample } from '@fit4work/protocol';
import { type DataPoint, type SchemaId, seconds, timeInterval } from './data-point.js';
import { isOf, type MeasuredDay, type SleepNight, type Sourced } from './measured-day.js';
import { type NightFigures, nightFigures } from './night-figures.js';
import type { DataPointMaker } from './open-mhealth.js';

/*
 * IEEE 1752.1 data points (namespace `ieee`): physical-activity 1.0 for each steps sample, sleep-stage-summary 1.0 with every
 * stage for each sleep period, sleep-episode 1.0 where the person slept. The standard has no heart rate.
 */

export const ieeeSchema = (name: string): SchemaId => ({ namespace: 'ieee', name, version: '1.0' });
export const PHYSICAL_ACTIVITY = ieeeSchema('physical-activity');
const SLEEP_STAGE_SUMMARY = ieeeSchema('sleep-stage-summary');
const SLEEP_EPISODE = ieeeSchema('sleep-episode');

/** The standard has one word for what is asleep and no more; `restless` (SPEC.md clause 3.3) is asleep too. */
const STAGES: Readonly<Record<SleepStage, string>> = {
  awake: 'Awake',
  light: 'Light_sleep',
  deep: 'Deep_sleep',
  rem: 'REM_sleep',
  asleep: 'Unknown_sleep',
  restless: 'Unknown_sleep',
};

export function ieee1752(day: MeasuredDay, maker: DataPointMaker): readonly DataPoint[] {
  return [
    ...day.samples.filter(isOf('steps')).map((each) => physicalActivity(each, maker)),
    ...day.nights.flatMap((night) => sleep(night, maker)),
  ];
}

export function ieeePoint(
  { at, ids }: DataPointMaker,
  { schema_id, created }: { schema_id: SchemaId; created: number },
  body: DataPoint['body'],
): DataPoint {
  return {
    header: {
      uuid: ids(`ieee/${schema_id.name}`, body),
      schema_id,
      source_creation_date_time: at(created),
      modality: 'sensed',
    },
    body,
  };
}

function physicalActivity({ sample }: Sourced<StepsSample>, maker: DataPointMaker): DataPoint {
  const end = sample.start + sample.duration;
  return ieeePoint(
    maker,
    { schema_id: PHYSICAL_ACTIVITY, created: end },
    {
      // What the steps were made in is not known: the standard asks for a name, and no wearable gives one.
      activity_name: 'steps',
      base_movement_quantity: { value: sample.value, unit: 'steps' },
      effective_time_frame: timeInterval(maker.at(sample.start), maker.at(end)),
    },
  );
}

function sleep(night: SleepNight, maker: DataPointMaker): readonly DataPoint[] {
  const figures = nightFigures(night);
  const { start, end, episode, awakeAfterOnset, awakenings } = figures;
  const summary = ieeePoint(
    maker,
    { schema_id: SLEEP_STAGE_SUMMARY, created: end },
    {
      sleep_stage_summary: { ...durations(figures), ...awake(figures) },
      sleep_stage_episodes: night.map(({ sample }) => ({
        sleep_stage_state: STAGES[sample.stage],
        sleep_stage_time_frame: timeInterval(maker.at(sample.start), maker.at(sample.start + sample.duration)),
      })),
      effective_time_frame: timeInterval(maker.at(start), maker.at(end)),
    },
  );
  if (episode === undefined) return [summary];
  const whole = ieeePoint(
    maker,
    { schema_id: SLEEP_EPISODE, created: episode.end },
    {
      ...durations(figures),
      wake_after_sleep_onset: seconds(awakeAfterOnset),
      number_of_awakenings: awakenings,
      effective_time_frame: timeInterval(maker.at(episode.start), maker.at(episode.end)),
    },
  );
  return [summary, whole];
}

/** A stage that does not occur is left out: a wearable that knows no REM sleep did not measure that there was none. */
function durations({ asleep, stages }: NightFigures): Readonly<Record<string, unknown>> {
  const of = (name: string, stage: SleepStage) => {
    const value = stages.get(stage);
    return value === undefined ? {} : { [`${name}_sleep_duration`]: seconds(value) };
  };
  return { total_sleep_time: seconds(asleep), ...of('light', 'light'), ...of('deep', 'deep'), ...of('rem', 'rem') };
}

function awake({ stages }: NightFigures): Readonly<Record<string, unknown>> {
  const value = stages.get('awake');
  return value === undefined ? {} : { awake_duration: seconds(value) };
}
