import { cryptoReady } from '@fit4work/protocol';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { describeWith, requirement } from '../../test/src/requirement.js';
import { type ZonedDay, zonedDay } from '../test/measured-days.js';
import { publishedSchemas, type SchemaCheck } from '../test/published-schemas.js';
import { contentIds } from './content-id.js';
import { type DataPoint, jsonLines } from './data-point.js';
import { ieee1752 } from './ieee-1752.js';
import { offsetTimeIn } from './offset-time.js';
import { openMhealth } from './open-mhealth.js';

beforeAll(() => cryptoReady);

const PSEUDONYM = 'ab'.repeat(16);
const maker = (zone: string) => ({ pseudonym: PSEUDONYM, at: offsetTimeIn(zone), ids: contentIds(PSEUDONYM) });
/** What a reader has of it: the lines, and nothing of what wrote them. */
const readBack = (points: readonly DataPoint[]): Json[] =>
  jsonLines(points)
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

interface Json {
  [name: string]: Json & (string | number);
}
const named = (points: readonly Json[], name: string): Json[] =>
  points.filter(({ header }) => header?.schema_id?.name === name);
const seconds = (text: unknown): number => Date.parse(String(text)) / 1000;
const frame = (body: Json | undefined) => body?.effective_time_frame?.time_interval;
const samplesOf = ({ day }: ZonedDay) => day.samples.map(({ sample }) => sample);

/** Every document, and the body of every document under the schema that its header names. */
function faults(points: readonly Json[], check: SchemaCheck): readonly string[] {
  return points.flatMap((point) => {
    const schema = point.header?.schema_id;
    return [...check('data-point-1.0.json', point), ...check(`${schema?.name}-${schema?.version}.json`, point.body)];
  });
}

const OMH = 'shared/vectors/openmhealth/schema/omh' as const;
describeWith([OMH], 'Open mHealth data points', () => {
  let check: SchemaCheck;
  beforeAll(() => {
    check = publishedSchemas(requirement(OMH).path, 'https://w3id.org/openmhealth/schemas/omh/');
  });

  it('validate against the published schemas, whatever was measured', () => {
    fc.assert(
      fc.property(zonedDay, ({ zone, day }) => {
        expect(faults(readBack(openMhealth(day, maker(zone))), check)).toEqual([]);
      }),
    );
  });

  it('would not validate without what a schema asks for', () => {
    const body = { step_count: { value: 3, unit: 'steps' } };
    expect(check('step-count-3.0.json', body)).not.toEqual([]);
    const times = { date_time: '2026-03-10 12:00' };
    expect(
      check('heart-rate-2.0.json', { heart_rate: { value: 60, unit: 'bpm' }, effective_time_frame: times }),
    ).toEqual([
      expect.stringContaining('/heart_rate/unit'),
      expect.stringContaining('date_time'),
      expect.anything(),
      expect.anything(),
    ]);
  });

  it('say of every steps sample and heart rate what was measured, and when', () => {
    fc.assert(
      fc.property(zonedDay, (zoned) => {
        const points = readBack(openMhealth(zoned.day, maker(zoned.zone)));
        const steps = named(points, 'step-count').map(({ body }) => {
          const start = seconds(frame(body)?.start_date_time);
          return [start, seconds(frame(body)?.end_date_time) - start, body?.step_count?.value];
        });
        const heart = named(points, 'heart-rate').map(({ body }) => [
          seconds(body?.effective_time_frame?.date_time),
          body?.heart_rate?.value,
        ]);
        const rr = named(points, 'rr-interval').map(({ body }) => (Number(body?.rr_interval?.value) * 1024) / 1000);
        const samples = samplesOf(zoned);
        expect(steps).toEqual(samples.flatMap((s) => (s.metric === 'steps' ? [[s.start, s.duration, s.value]] : [])));
        expect(heart).toEqual(samples.flatMap((s) => (s.metric === 'heart-rate' ? [[s.start, s.value]] : [])));
        expect(rr).toEqual(samples.flatMap((s) => (s.metric === 'heart-rate' ? (s.rr ?? []) : [])));
      }),
    );
  });

  it('count as asleep every second of a stage but awake, and tell an episode from first to last asleep', () => {
    fc.assert(
      fc.property(zonedDay, (zoned) => {
        const episodes = named(readBack(openMhealth(zoned.day, maker(zoned.zone))), 'sleep-episode');
        const asleep = samplesOf(zoned).flatMap((s) => (s.metric === 'sleep' && s.stage !== 'awake' ? [s] : []));
        const told = episodes.reduce((sum, { body }) => sum + Number(body?.total_sleep_time?.value), 0);
        expect(told).toBe(asleep.reduce((sum, { duration }) => sum + duration, 0));
        for (const { body } of episodes) {
          expect(asleep.map(({ start }) => start)).toContain(seconds(frame(body)?.start_date_time));
          expect(asleep.map((s) => s.start + s.duration)).toContain(seconds(frame(body)?.end_date_time));
        }
      }),
    );
  });

  it('have names of their own, the same in every export', () => {
    fc.assert(
      fc.property(zonedDay, ({ zone, day }) => {
        const ids = readBack(openMhealth(day, maker(zone))).map(({ header }) => header?.id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(readBack(openMhealth(day, maker(zone))).map(({ header }) => header?.id)).toEqual(ids);
      }),
    );
  });
});

const IEEE = 'shared/vectors/ieee-1752/data/schema/ieee' as const;
describeWith([IEEE], 'IEEE 1752.1 data points', () => {
  let check: SchemaCheck;
  beforeAll(() => {
    check = publishedSchemas(requirement(IEEE).path, 'https://w3id.org/ieee/ieee-1752-schema/');
  });

  it('validate against the published schemas, whatever was measured', () => {
    fc.assert(
      fc.property(zonedDay, ({ zone, day }) => {
        expect(faults(readBack(ieee1752(day, maker(zone))), check)).toEqual([]);
      }),
    );
  });

  it('would not validate without what a schema asks for', () => {
    expect(check('physical-activity-1.0.json', { activity_name: 'steps' })).not.toEqual([]);
    expect(check('header-1.0.json', { uuid: 'x', schema_id: {}, source_creation_date_time: 'x' })).not.toEqual([]);
  });

  it('say of every steps sample and every sleep stage what was measured, and when', () => {
    const stages = { awake: 'Awake', light: 'Light_sleep', deep: 'Deep_sleep', rem: 'REM_sleep' } as const;
    fc.assert(
      fc.property(zonedDay, (zoned) => {
        const points = readBack(ieee1752(zoned.day, maker(zoned.zone)));
        const steps = named(points, 'physical-activity').map(({ body }) => [
          seconds(frame(body)?.start_date_time),
          body?.base_movement_quantity?.value,
        ]);
        const slept = named(points, 'sleep-stage-summary').flatMap(({ body }) =>
          Object.values(body?.sleep_stage_episodes ?? {}).map((episode) => {
            const interval = episode.sleep_stage_time_frame?.time_interval;
            const start = seconds(interval?.start_date_time);
            return [start, seconds(interval?.end_date_time) - start, episode.sleep_stage_state];
          }),
        );
        const samples = samplesOf(zoned);
        expect(steps).toEqual(samples.flatMap((s) => (s.metric === 'steps' ? [[s.start, s.value]] : [])));
        expect(slept).toEqual(
          samples.flatMap((s) =>
            s.metric === 'sleep'
              ? [[s.start, s.duration, s.stage in stages ? stages[s.stage as keyof typeof stages] : 'Unknown_sleep']]
              : [],
          ),
        );
      }),
    );
  });

  it('leave out the stages that did not occur, rather than say that there were none', () => {
    fc.assert(
      fc.property(zonedDay, (zoned) => {
        const summaries = named(readBack(ieee1752(zoned.day, maker(zoned.zone))), 'sleep-stage-summary');
        const told = summaries.filter(({ body }) => body?.sleep_stage_summary?.rem_sleep_duration !== undefined).length;
        const had = zoned.day.nights.filter((night) => night.some(({ sample }) => sample.stage === 'rem')).length;
        expect(told).toBe(had);
      }),
    );
  });
});
