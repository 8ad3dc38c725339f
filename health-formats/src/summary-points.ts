import { type DayAnswer, fromRfc3339 } from '@fit4work/protocol';
import { type DataPoint, timeInterval } from './data-point.js';
import { ieeePoint, ieeeSchema, PHYSICAL_ACTIVITY } from './ieee-1752.js';
import { HEART_RATE, omhPoint, omhSchema, STEP_COUNT } from './open-mhealth.js';
import { boundsOf, type SummaryMaker, sleepSpan } from './told-day.js';

/*
 * Day summaries as data points. Each says by its descriptive statistic that it stands for a whole day. What is not there, for
 * whatever reason, has no data point: neither format has a word for that.
 */

const TOTAL_SLEEP_TIME = 'total-sleep-time';
const OMH_SLEEP = omhSchema(TOTAL_SLEEP_TIME, '1.0');
const IEEE_SLEEP = ieeeSchema(TOTAL_SLEEP_TIME);

interface Made {
  readonly created: number;
  readonly body: DataPoint['body'];
}

/** Open mHealth: step-count 3.0, heart-rate 2.0 and total-sleep-time 1.0. */
export function summaryOpenMhealth(days: readonly DayAnswer[], maker: SummaryMaker): readonly DataPoint[] {
  const point =
    (schema_id: DataPoint['header']['schema_id']) =>
    ({ created, body }: Made) =>
      omhPoint(maker, { schema_id, created, source: undefined }, body);
  return days.flatMap((day) => [
    ...steps(day, maker, (value) => ({ step_count: { value, unit: 'steps' } })).map(point(STEP_COUNT)),
    ...heartRates(day, maker).map(point(HEART_RATE)),
    ...sleep(day).map(point(OMH_SLEEP)),
  ]);
}

/** IEEE 1752.1: physical-activity 1.0 and total-sleep-time 1.0. The standard has no heart rate. */
export function summaryIeee1752(days: readonly DayAnswer[], maker: SummaryMaker): readonly DataPoint[] {
  const point =
    (schema_id: DataPoint['header']['schema_id']) =>
    ({ created, body }: Made) =>
      ieeePoint(maker, { schema_id, created }, body);
  return days.flatMap((day) => [
    ...steps(day, maker, (value) => ({ activity_name: 'steps', base_movement_quantity: { value, unit: 'steps' } })).map(
      point(PHYSICAL_ACTIVITY),
    ),
    ...sleep(day).map(point(IEEE_SLEEP)),
  ]);
}

function steps(day: DayAnswer, { at }: SummaryMaker, bodyOf: (total: number) => DataPoint['body']): readonly Made[] {
  const bounds = boundsOf(day);
  const total = day.steps?.total;
  if (bounds === undefined || total == null) return [];
  const effective_time_frame = timeInterval(at(bounds.start), at(bounds.end));
  return [{ created: bounds.end, body: { ...bodyOf(total), effective_time_frame, descriptive_statistic: 'sum' } }];
}

function heartRates(day: DayAnswer, { at }: SummaryMaker): readonly Made[] {
  const bounds = boundsOf(day);
  if (bounds === undefined || day.heartRate === undefined) return [];
  const { mean, minimum, maximum, resting } = day.heartRate;
  const effective_time_frame = timeInterval(at(bounds.start), at(bounds.end));
  const of = (value: number | null, more: DataPoint['body']): readonly Made[] => {
    const heart_rate = { value, unit: 'beats/min' };
    return value === null ? [] : [{ created: bounds.end, body: { heart_rate, effective_time_frame, ...more } }];
  };
  return [
    ...of(mean, { descriptive_statistic: 'average' }),
    ...of(minimum, { descriptive_statistic: 'minimum' }),
    ...of(maximum, { descriptive_statistic: 'maximum' }),
    ...of(resting, { descriptive_statistic: 'average', temporal_relationship_to_physical_activity: 'at rest' }),
  ];
}

/** Of the periods that end on the day, from the first start to the last end. */
function sleep(day: DayAnswer): readonly Made[] {
  const [span, minutes] = [sleepSpan(day), day.sleep?.minutesAsleep];
  if (span === undefined || minutes == null) return [];
  const total_sleep_time = { value: minutes, unit: 'min' };
  const effective_time_frame = timeInterval(span.from, span.to);
  const body = { total_sleep_time, effective_time_frame, descriptive_statistic: 'sum' };
  return [{ created: fromRfc3339(span.to), body }];
}
