import { isOf, type OffsetTime } from '@fit4work/health-formats';
import type { Sample } from '@fit4work/protocol';
import type { ExportDay } from './export-day.js';

/* CSV after RFC 4180: a header, lines that end in CRLF, fields quoted where they must be. Times are ISO 8601 with offset. */

type Row = readonly (string | number)[];

/** The files, in order, and the names of their columns. */
const CSV_COLUMNS = {
  steps: ['start', 'end', 'steps', 'wearable'],
  'heart-rate': ['time', 'beats_per_minute', 'rr_intervals_1024ths_of_a_second', 'wearable'],
  sleep: ['start', 'end', 'stage', 'confidence_percent', 'wearable'],
  worn: ['start', 'end'],
  'not-counted': [
    ...['metric', 'start', 'end', 'value'],
    ...['rr_intervals_1024ths_of_a_second', 'confidence_percent', 'wearable', 'told'],
  ],
} as const;

export type CsvName = keyof typeof CSV_COLUMNS;
export const CSV_NAMES = ['steps', 'heart-rate', 'sleep', 'worn', 'not-counted'] as const satisfies readonly CsvName[];

const toField = (value: string | number): string => {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const toLine = (row: Row): string => `${row.map(toField).join(',')}\r\n`;

export const csvHeader = (name: CsvName): string => toLine(CSV_COLUMNS[name]);

/** The lines that a day adds to one of the files. */
export const csvLines = (name: CsvName, day: ExportDay, at: OffsetTime): string =>
  ROWS[name](day, at).map(toLine).join('');

const ROWS: Readonly<Record<CsvName, (day: ExportDay, at: OffsetTime) => readonly Row[]>> = {
  steps: ({ samples }, at) =>
    samples
      .filter(isOf('steps'))
      .map(({ sample: { start, duration, value }, family }) => [at(start), at(start + duration), value, family]),
  'heart-rate': ({ samples }, at) =>
    samples
      .filter(isOf('heart-rate'))
      .map(({ sample: { start, value, rr = [] }, family }) => [at(start), value, rr.join(' '), family]),
  sleep: ({ samples }, at) =>
    samples
      .filter(isOf('sleep'))
      .map(({ sample: { start, duration, stage, confidence }, family }) => [
        at(start),
        at(start + duration),
        stage,
        confidence ?? '',
        family,
      ]),
  worn: ({ worn }, at) => worn.map(({ start, duration }) => [at(start), at(start + duration)]),
  'not-counted': ({ notCounted }, at) =>
    notCounted.map(({ sample, family, told }) => [
      ...[sample.metric, at(sample.start), at(endOf(sample)), amountOf(sample)],
      ...[sample.metric === 'heart-rate' ? (sample.rr ?? []).join(' ') : ''],
      ...[sample.metric === 'sleep' ? (sample.confidence ?? '') : '', family, told ? 'yes' : 'no'],
    ]),
};

const endOf = (sample: Sample): number => sample.start + (sample.metric === 'heart-rate' ? 0 : sample.duration);
const amountOf = (sample: Sample): string | number => (sample.metric === 'sleep' ? sample.stage : sample.value);
