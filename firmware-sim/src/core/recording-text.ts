import { MINUTES_A_DAY, parseDate, unixOf } from './brussels-time.js';
import { KIND, NO_HEART_RATE, SAMPLE_BYTES } from './minute.js';
import type { Recording } from './recorded.js';

export const RECORDING_HEADER = 'minute,steps,hr,hr_n,sleep';
const HEART_RATE = { least: 20, most: 250 } as const;
const MOST_STEPS = 255;
/** A file cannot make the band's memory larger than some years of minutes. */
const MOST_DAYS = 2000;

/** What is wrong, on which line (the header is line 1), and what to do about it. */
export interface RecordingFault {
  readonly line: number;
  readonly what: string;
  readonly remedy: string;
}

/** Reads the text of a recording, or says what is wrong with it. Nothing is repaired. */
export function parseRecording(text: string): Recording | RecordingFault {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  if (lines[0] !== RECORDING_HEADER)
    return { line: 1, what: 'the header is wrong', remedy: `make it ${RECORDING_HEADER}` };
  const minutes = new Int32Array(lines.length);
  const samples = new Uint8Array(lines.length * SAMPLE_BYTES);
  const clock = minuteParser();
  let rows = 0;
  let before = Number.NEGATIVE_INFINITY;
  for (let line = 1; line < lines.length; line++) {
    const row = parseRow(lines[line] ?? '', clock);
    if ('what' in row) return { line: line + 1, ...row };
    if (row.minute <= before) return { line: line + 1, ...unsorted(row.minute === before) };
    before = row.minute;
    if (!row.sample) continue;
    if (row.minute - (minutes[0] ?? 0) > MOST_DAYS * MINUTES_A_DAY && rows > 0) return { line: line + 1, ...TOO_LONG };
    minutes[rows] = row.minute;
    samples.set(row.sample, rows * SAMPLE_BYTES);
    rows++;
  }
  return { minutes: minutes.slice(0, rows), samples: samples.slice(0, rows * SAMPLE_BYTES) };
}

type Fault = Omit<RecordingFault, 'line'>;
type Row = { readonly minute: number; readonly sample: readonly number[] | undefined };

const TOO_LONG: Fault = { what: 'the minute is years after the first', remedy: 'split the recording' };

function parseRow(line: string, parseMinute: (text: string) => number | undefined): Row | Fault {
  const fields = line.split(',');
  const [time, steps, rate, rates, sleep] = fields;
  if (fields.length !== 5 || time === undefined)
    return fault('the row has not five fields', 'give it the five of the header');
  const minute = parseMinute(time);
  if (minute === undefined)
    return fault('the minute is none of Brussels', 'write it as YYYY-MM-DDTHH:MM in local time');
  const stepCount = whole(steps, 0, MOST_STEPS);
  if (stepCount === 'bad') return fault('the steps are no whole number up to 255', 'correct them or leave them empty');
  const heartRate = decimal(rate);
  if (heartRate === 'bad') return fault('the heart rate is no number from 20 to 250', 'correct it or leave it empty');
  if (whole(rates, 0, 1_000_000) === 'bad') return fault('hr_n is no whole number', 'correct it or leave it empty');
  const stage = whole(sleep, 1, 3);
  if (stage === 'bad') return fault('the sleep is not 1, 2 or 3', 'correct it or leave it empty');
  return { minute, sample: toSample(stepCount, heartRate, stage) };
}

function toSample(
  steps: number | undefined,
  rate: number | undefined,
  stage: number | undefined,
): number[] | undefined {
  if (steps === undefined && rate === undefined && stage === undefined) return undefined;
  const kind = stage === undefined ? KIND.activity : stage === 3 ? KIND.awakeInBed : KIND.lightSleep;
  return [kind, 0, steps ?? 0, rate === undefined ? NO_HEART_RATE : Math.floor(rate + 0.5)];
}

function fault(what: string, remedy: string): Fault {
  return { what, remedy };
}

function unsorted(twice: boolean): Fault {
  return twice
    ? fault('the minute comes twice', 'keep one of the two rows')
    : fault('the minute is earlier than the one before', 'sort the rows by minute');
}

/**
 * Local minutes since 1970-01-01T00:00; undefined for what no clock in Brussels ever showed. Rows of one day follow
 * each other, so the day is worked out once.
 */
function minuteParser(): (text: string) => number | undefined {
  let known = { date: '', day: undefined as number | undefined };
  return (text) => {
    const match = /^(.{10})T([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
    if (!match?.[1]) return undefined;
    if (known.date !== match[1]) known = { date: match[1], day: parseDate(match[1]) };
    if (known.day === undefined) return undefined;
    const minute = known.day * MINUTES_A_DAY + Number(match[2]) * 60 + Number(match[3]);
    return unixOf(minute) === undefined ? undefined : minute;
  };
}

function whole(text: string | undefined, least: number, most: number): number | undefined | 'bad' {
  if (text === undefined || text === '') return undefined;
  const value = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : 'bad';
}

function decimal(text: string | undefined): number | undefined | 'bad' {
  if (text === undefined || text === '') return undefined;
  const value = /^\d{1,3}(\.\d{1,12})?$/.test(text) ? Number(text) : Number.NaN;
  return value >= HEART_RATE.least && value <= HEART_RATE.most ? value : 'bad';
}
