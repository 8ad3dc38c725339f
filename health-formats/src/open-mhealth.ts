import type { HeartRateSample, StepsSample } from '@fit4work/protocol';
import type { ContentIds } from './content-id.js';
import { type DataPoint, type SchemaId, seconds, timeInterval } from './data-point.js';
import { isOf, type MeasuredDay, type SleepNight, type Sourced, soleFamily } from './measured-day.js';
import { nightFigures } from './night-figures.js';
import type { OffsetTime } from './offset-time.js';

/*
 * Open mHealth data points (openmhealth/schemas, namespace `omh`): step-count 3.0 for each steps sample, heart-rate 2.0 and
 * its rr-interval 1.0 for each heart rate, sleep-episode 1.1 for each sleep period in which the person slept.
 */

export const omhSchema = (name: string, version: string): SchemaId => ({ namespace: 'omh', name, version });
export const STEP_COUNT = omhSchema('step-count', '3.0');
export const HEART_RATE = omhSchema('heart-rate', '2.0');
const RR_INTERVAL = omhSchema('rr-interval', '1.0');
const SLEEP_EPISODE = omhSchema('sleep-episode', '1.1');
/** GATT 0x2A37 gives the times between beats in 1/1024 s. */
const toMilliseconds = (rr: number): number => (rr * 1000) / 1024;

export interface DataPointMaker {
  /** 32 hexadecimal digits. */
  readonly pseudonym: string;
  readonly at: OffsetTime;
  readonly ids: ContentIds;
}

export function openMhealth(day: MeasuredDay, maker: DataPointMaker): readonly DataPoint[] {
  return [
    ...day.samples.filter(isOf('steps')).map((each) => stepCount(each, maker)),
    ...day.samples.filter(isOf('heart-rate')).flatMap((each) => heartRate(each, maker)),
    ...day.nights.flatMap((night) => sleepEpisode(night, maker)),
  ];
}

/**
 * A data point counts as created when what it measures was over: when the vault took it in is not kept, and the same export
 * has to be the same bytes.
 */
export function omhPoint(
  { pseudonym, at, ids }: DataPointMaker,
  { schema_id, created, source }: { schema_id: SchemaId; created: number; source: string | undefined },
  body: DataPoint['body'],
): DataPoint {
  return {
    header: {
      id: ids(`omh/${schema_id.name}`, [source ?? null, body]),
      creation_date_time: at(created),
      schema_id,
      ...(source === undefined ? {} : { acquisition_provenance: { source_name: source, modality: 'sensed' } }),
      user_id: pseudonym,
    },
    body,
  };
}

function stepCount({ sample, family }: Sourced<StepsSample>, maker: DataPointMaker): DataPoint {
  const end = sample.start + sample.duration;
  return omhPoint(
    maker,
    { schema_id: STEP_COUNT, created: end, source: family },
    {
      step_count: { value: sample.value, unit: 'steps' },
      effective_time_frame: timeInterval(maker.at(sample.start), maker.at(end)),
    },
  );
}

function heartRate({ sample, family }: Sourced<HeartRateSample>, maker: DataPointMaker): readonly DataPoint[] {
  const { start, value, rr = [] } = sample;
  const effective_time_frame = { date_time: maker.at(start) };
  return [
    omhPoint(
      maker,
      { schema_id: HEART_RATE, created: start, source: family },
      { heart_rate: { value, unit: 'beats/min' }, effective_time_frame },
    ),
    ...rr.map((each) =>
      omhPoint(
        maker,
        { schema_id: RR_INTERVAL, created: start, source: family },
        { rr_interval: { value: toMilliseconds(each), unit: 'ms' }, effective_time_frame },
      ),
    ),
  ];
}

function sleepEpisode(night: SleepNight, maker: DataPointMaker): readonly DataPoint[] {
  const { episode, asleep, awakeAfterOnset, awakenings } = nightFigures(night);
  if (episode === undefined) return [];
  return [
    omhPoint(
      maker,
      { schema_id: SLEEP_EPISODE, created: episode.end, source: soleFamily(night) },
      {
        total_sleep_time: seconds(asleep),
        wake_after_sleep_onset: seconds(awakeAfterOnset),
        number_of_awakenings: awakenings,
        effective_time_frame: timeInterval(maker.at(episode.start), maker.at(episode.end)),
      },
    ),
  ];
}
