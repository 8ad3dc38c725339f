import { type MeasuredDay, offsetTimeIn } from '@fit4work/health-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zonedDay } from '../../../../health-formats/test/index.js';
import { CSV_NAMES, type CsvName, csvHeader, csvLines } from './csv.js';
import type { ExportDay } from './export-day.js';

/** RFC 4180 by its grammar: knows no other line ending, and no quote in a field that is not quoted. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const token = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  for (let at = 0; at < text.length; at = token.lastIndex) {
    const [, quoted, plain, end] = token.exec(text) ?? expect.fail(`no field at ${at}`);
    rows.at(-1)?.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

const NO_DAY = { day: '2026-03-10', bounds: { start: 0, end: 0 }, samples: [], worn: [], nights: [] };

const tableOf = (name: CsvName, measured: MeasuredDay & Partial<ExportDay>, zone: string): Record<string, string>[] => {
  const day = { notCounted: [], ...measured };
  const [header = [], ...rows] = readCsv(csvHeader(name) + csvLines(name, day, offsetTimeIn(zone)));
  return rows.map((row) => {
    expect(row).toHaveLength(header.length);
    return Object.fromEntries(header.map((column, at) => [column, row[at] ?? '']));
  });
};

const seconds = (text: string | undefined): number => Date.parse(text ?? '') / 1000;
const interval = ({ start, end }: Record<string, string>) => ({
  start: seconds(start),
  duration: seconds(end) - seconds(start),
});

describe('the tables', () => {
  it('give back every sample with its wearable, as it was measured', () => {
    fc.assert(
      fc.property(zonedDay, ({ zone, day }) => {
        const steps = tableOf('steps', day, zone).map((row) => ({
          sample: { metric: 'steps', ...interval(row), value: Number(row.steps) },
          family: row.wearable,
        }));
        const heart = tableOf('heart-rate', day, zone).map((row) => {
          const rr = (row.rr_intervals_1024ths_of_a_second ?? '').split(' ').filter(Boolean).map(Number);
          const value = Number(row.beats_per_minute);
          const sample = { metric: 'heart-rate', start: seconds(row.time), value };
          return { sample: rr.length === 0 ? sample : { ...sample, rr }, family: row.wearable };
        });
        const sleep = tableOf('sleep', day, zone).map((row) => {
          const sample = { metric: 'sleep', ...interval(row), stage: row.stage };
          const confidence = Number(row.confidence_percent);
          return { sample: row.confidence_percent === '' ? sample : { ...sample, confidence }, family: row.wearable };
        });
        const of = (metric: string) => day.samples.filter(({ sample }) => sample.metric === metric);
        expect([steps, heart, sleep]).toEqual([of('steps'), of('heart-rate'), of('sleep')]);
      }),
    );
  });

  it('give back when a wearable was worn', () => {
    fc.assert(
      fc.property(zonedDay, ({ zone, day }) => {
        expect(tableOf('worn', day, zone).map(interval)).toEqual(day.worn);
      }),
    );
  });

  it('give back what does not count, each with all that was measured', () => {
    const start = 1_773_140_400;
    const kept = { family: 'huami', told: false } as const;
    const notCounted = [
      { sample: { metric: 'steps', start, duration: 60, value: 7 }, family: 'infinitime', told: true },
      { sample: { metric: 'heart-rate', start, value: 61, rr: [900, 910] }, ...kept },
      { sample: { metric: 'sleep', start, duration: 120, stage: 'rem', confidence: 80 }, ...kept },
    ] as const;
    const day = { ...NO_DAY, notCounted };
    const [at, minute, two] = ['2026-03-10T12:00:00+01:00', '2026-03-10T12:01:00+01:00', '2026-03-10T12:02:00+01:00'];
    const none = { rr_intervals_1024ths_of_a_second: '', confidence_percent: '' };
    expect(tableOf('not-counted', day, 'Europe/Brussels')).toEqual([
      { metric: 'steps', start: at, end: minute, value: '7', ...none, wearable: 'infinitime', told: 'yes' },
      {
        ...{ metric: 'heart-rate', start: at, end: at, value: '61', ...none, wearable: 'huami', told: 'no' },
        rr_intervals_1024ths_of_a_second: '900 910',
      },
      {
        ...{ metric: 'sleep', start: at, end: two, value: 'rem', ...none, wearable: 'huami', told: 'no' },
        confidence_percent: '80',
      },
    ]);
  });

  it('name their columns once, in the first line', () => {
    expect(CSV_NAMES.map(csvHeader)).toEqual([
      'start,end,steps,wearable\r\n',
      'time,beats_per_minute,rr_intervals_1024ths_of_a_second,wearable\r\n',
      'start,end,stage,confidence_percent,wearable\r\n',
      'start,end\r\n',
      'metric,start,end,value,rr_intervals_1024ths_of_a_second,confidence_percent,wearable,told\r\n',
    ]);
  });
});
