import { cryptoReady, type DayAnswer } from '@fit4work/protocol';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeWith, requirement } from '../../test/src/requirement.js';
import { fhirFaults } from '../test/fhir-r4.js';
import { publishedSchemas, type SchemaCheck } from '../test/published-schemas.js';
import { toldDays } from '../test/told-days.js';
import type { DataPoint } from './data-point.js';
import { summaryBundle } from './summary-bundle.js';
import { summaryIeee1752, summaryOpenMhealth } from './summary-points.js';
import { summaryMaker } from './told-day.js';

beforeAll(() => cryptoReady);

const PSEUDONYM = '0123456789abcdef0123456789abcdef';

interface Json {
  [name: string]: Json & (string | number);
}

const readBack = (points: readonly DataPoint[]): Json[] => JSON.parse(JSON.stringify(points));
const openMhealth = (days: readonly DayAnswer[]) => readBack(summaryOpenMhealth(days, summaryMaker(PSEUDONYM)));
const ieee1752 = (days: readonly DayAnswer[]) => readBack(summaryIeee1752(days, summaryMaker(PSEUDONYM)));
const bundleOf = (days: readonly DayAnswer[]): Json =>
  JSON.parse(JSON.stringify(summaryBundle(days, summaryMaker(PSEUDONYM))));
const observations = (days: readonly DayAnswer[]): Json[] =>
  Object.values(bundleOf(days).entry ?? {}).flatMap(({ resource }) =>
    resource !== undefined && String(resource.resourceType) === 'Observation' ? [resource] : [],
  );

const seconds = (text: unknown): number => Date.parse(String(text)) / 1000;
const interval = (body: Json | undefined) => body?.effective_time_frame?.time_interval;
const named = (points: readonly Json[], name: string) =>
  points.filter(({ header }) => header?.schema_id?.name === name);
const faults = (points: readonly Json[], check: SchemaCheck) =>
  points.flatMap((point) => {
    const schema = point.header?.schema_id;
    return [...check('data-point-1.0.json', point), ...check(`${schema?.name}-${schema?.version}.json`, point.body)];
  });

const startOf = ({ window }: DayAnswer): number => seconds(window?.start);
const present = <T>(values: readonly (T | null | undefined)[]): T[] => values.filter((value) => value != null);
/** Start, length and value of what walked. */
const walked = (days: readonly DayAnswer[]) =>
  days.flatMap((day) =>
    day.steps?.total == null ? [] : [[startOf(day), Number(day.window?.seconds), day.steps.total]],
  );
const slept = (days: readonly DayAnswer[]) => present(days.map(({ sleep }) => sleep?.minutesAsleep));

const OMH = 'shared/vectors/openmhealth/schema/omh' as const;
describeWith([OMH], 'summaries as Open mHealth data points', () => {
  let check: SchemaCheck;
  beforeAll(() => {
    check = publishedSchemas(requirement(OMH).path, 'https://w3id.org/openmhealth/schemas/omh/');
  });

  it('validate against the published schemas, and say what the days say', () => {
    fc.assert(
      fc.property(toldDays, (days) => {
        const points = openMhealth(days);
        expect(faults(points, check)).toEqual([]);
        const told = named(points, 'step-count').map(({ body }) => {
          const start = seconds(interval(body)?.start_date_time);
          return [start, seconds(interval(body)?.end_date_time) - start, body?.step_count?.value];
        });
        expect(told).toEqual(walked(days));
        const rates = named(points, 'heart-rate').map(({ body }) => body?.heart_rate?.value);
        const of = days.flatMap(({ heartRate: h }) => present([h?.mean, h?.minimum, h?.maximum, h?.resting]));
        expect(rates).toEqual(of);
        expect(named(points, 'total-sleep-time').map(({ body }) => body?.total_sleep_time?.value)).toEqual(slept(days));
      }),
    );
  });

  it('each stand for a day, by their statistic, and have names of their own', () => {
    fc.assert(
      fc.property(toldDays, (days) => {
        const points = openMhealth(days);
        expect(points.filter(({ body }) => body?.descriptive_statistic === undefined)).toEqual([]);
        expect(new Set(points.map(({ header }) => header?.id)).size).toBe(points.length);
      }),
    );
  });
});

const IEEE = 'shared/vectors/ieee-1752/data/schema/ieee' as const;
describeWith([IEEE], 'summaries as IEEE 1752.1 data points', () => {
  it('validate against the published schemas, and say what the days say', () => {
    const check = publishedSchemas(requirement(IEEE).path, 'https://w3id.org/ieee/ieee-1752-schema/');
    fc.assert(
      fc.property(toldDays, (days) => {
        const points = ieee1752(days);
        expect(faults(points, check)).toEqual([]);
        const told = named(points, 'physical-activity').map(({ body }) => body?.base_movement_quantity?.value);
        expect(told).toEqual(walked(days).map(([, , total]) => total));
        expect(named(points, 'total-sleep-time').map(({ body }) => body?.total_sleep_time?.value)).toEqual(slept(days));
      }),
    );
  });
});

const CODES: Readonly<Record<string, string>> = { steps: '41950-7', 'heart-rate': '41924-2', sleep: '93832-4' };
const codeOf = ({ code }: Json): unknown => Object.values(code?.coding ?? {})[0]?.code;

describe('summaries as a FHIR bundle', () => {
  it('are as R4 asks, whatever was shared', () => {
    fc.assert(
      fc.property(toldDays, (days) => {
        expect(fhirFaults(bundleOf(days))).toEqual([]);
      }),
    );
  });

  it('have every number that the days have', () => {
    fc.assert(
      fc.property(toldDays, (days) => {
        const valued = observations(days).filter(({ valueQuantity }) => valueQuantity !== undefined);
        const values = (code: string) =>
          valued.filter((each) => codeOf(each) === code).map(({ valueQuantity }) => valueQuantity?.value);
        expect(values('41950-7')).toEqual(walked(days).map(([, , total]) => total));
        expect(values('93832-4')).toEqual(slept(days).map((minutes) => minutes * 60));
        for (const [code, name] of [
          ['41924-2', 'mean'],
          ['8883-1', 'minimum'],
          ['8873-2', 'maximum'],
          ['40443-4', 'resting'],
        ] as const) {
          expect(values(code)).toEqual(present(days.map(({ heartRate }) => heartRate?.[name])));
        }
      }),
    );
  });

  it('say of what has no value why, and give no number', () => {
    fc.assert(
      fc.property(toldDays, (days) => {
        const absent = observations(days).filter(({ dataAbsentReason }) => dataAbsentReason !== undefined);
        expect(absent.filter(({ valueQuantity }) => valueQuantity !== undefined)).toEqual([]);
        const told = absent.map((each) => [each.effectiveDateTime, codeOf(each), each.dataAbsentReason?.text]);
        const said = days.flatMap(({ date, status }) =>
          Object.entries(status).flatMap(([metric, of]) => (of === 'measured' ? [] : [[date, CODES[metric], of]])),
        );
        expect(told).toEqual(said);
      }),
    );
  });

  it('say nothing of a metric that was not asked', () => {
    const day: DayAnswer = { date: '2026-05-01', status: { sleep: 'not-shared' }, window: null, wornSeconds: null };
    expect(observations([day]).map((each) => [codeOf(each), each.dataAbsentReason])).toEqual([
      [
        '93832-4',
        {
          coding: [{ system: expect.stringContaining('data-absent-reason'), code: 'masked', display: 'Masked' }],
          text: 'not-shared',
        },
      ],
    ]);
  });

  it.each([
    ['a value and a reason for its absence', /("dataAbsentReason")/, '"valueQuantity":{"value":1},$1'],
    ['neither', /"dataAbsentReason":\{.*?\],"text":"not-shared"\}/, '"status":"final"'],
    ['a reason that is none', '"code":"masked"', '"code":"secret"'],
  ])('would not pass with %s', (_, from, to) => {
    const day: DayAnswer = { date: '2026-05-01', status: { sleep: 'not-shared' }, window: null, wornSeconds: null };
    const text = JSON.stringify(bundleOf([day]));
    expect(text.replace(from, to)).not.toBe(text);
    expect(fhirFaults(JSON.parse(text.replace(from, to)))).not.toEqual([]);
  });
});
