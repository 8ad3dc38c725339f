import { type DayAnswer, type DayStatus, METRICS, type Metric } from '@fit4work/protocol';
import { ABSENT, LOINC, type Observed } from './fhir-codes.js';
import { collectionOf, type Entry, type Found, type Json, observation, patientOf } from './fhir-resources.js';
import { boundsOf, type SummaryMaker, sleepSpan } from './told-day.js';

/*
 * Day summaries as one Bundle of HL7 FHIR R4 (4.0.1): Observations for each metric of each day. What is not there is an Observation
 * too, of the day and without a value, that says why.
 */

const MINUTE = 60;

/** Stands for a metric where it has no value. */
const MAIN: Readonly<Record<Metric, Observed>> = {
  steps: LOINC.steps,
  'heart-rate': LOINC.meanHeartRate,
  sleep: LOINC.sleepOfDay,
};

export function summaryBundle(days: readonly DayAnswer[], maker: SummaryMaker): Json {
  const patient = patientOf(maker);
  const observations = days.flatMap((day): readonly Entry[] =>
    METRICS.flatMap((metric) => findings(day, metric, maker)).map((found) =>
      observation(found, { patient }, maker.ids),
    ),
  );
  return collectionOf(observations, [patient], maker.ids);
}

function findings(day: DayAnswer, metric: Metric, maker: SummaryMaker): readonly Found[] {
  const status = day.status[metric];
  if (status === undefined) return [];
  return status === 'measured' ? MEASURED[metric](day, maker) : [absent(day.date, metric, status)];
}

/** Where nothing says when the day began, its date has to do. */
const absent = (date: string, metric: Metric, status: Exclude<DayStatus, 'measured'>): Found => ({
  code: MAIN[metric],
  effectiveDateTime: date,
  value: { coding: [ABSENT[status]], text: status },
});

const valued = (
  code: Observed,
  effectivePeriod: Found['effectivePeriod'],
  value: number | null | undefined,
): readonly Found[] => (value == null || effectivePeriod === undefined ? [] : [{ code, effectivePeriod, value }]);

function periodOf(day: DayAnswer, { at }: SummaryMaker): Found['effectivePeriod'] {
  const bounds = boundsOf(day);
  return bounds && { start: at(bounds.start), end: at(bounds.end) };
}

const MEASURED: Readonly<Record<Metric, (day: DayAnswer, maker: SummaryMaker) => readonly Found[]>> = {
  steps: (day, maker) => valued(LOINC.steps, periodOf(day, maker), day.steps?.total),
  'heart-rate': (day, maker) => {
    const period = periodOf(day, maker);
    return [
      ...valued(LOINC.meanHeartRate, period, day.heartRate?.mean),
      ...valued(LOINC.lowestHeartRate, period, day.heartRate?.minimum),
      ...valued(LOINC.highestHeartRate, period, day.heartRate?.maximum),
      ...valued(LOINC.restingHeartRate, period, day.heartRate?.resting),
    ];
  },
  sleep: (day) => {
    const [span, minutes] = [sleepSpan(day), day.sleep?.minutesAsleep];
    return valued(
      LOINC.sleepOfDay,
      span && { start: span.from, end: span.to },
      minutes == null ? null : minutes * MINUTE,
    );
  },
};
