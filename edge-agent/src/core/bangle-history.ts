import { BOUNDS, type Interval, type Sample, type SleepStage } from '@fit4work/protocol';
import { WearableError } from '../wearable-error.js';
import type { BangleRecord } from './bangle-line.js';
import { joinIntervals } from './intervals.js';

const BLOCK = 600;
const DAY = 86_400;
/** 400 days: more is not in the memory of a watch, and would have to fit in this one. */
const MOST_RECORDS = (400 * DAY) / BLOCK;
const MOST_LINES = 4 * MOST_RECORDS;
const NOT_WORN = 'NOT_WORN';
const STAGES: ReadonlyMap<string, SleepStage> = new Map([
  ['LIGHT_SLEEP', 'light'],
  ['DEEP_SLEEP', 'deep'],
]);

export interface BangleStretch {
  readonly from: number;
  readonly to: number;
  readonly samples: readonly Sample[];
  readonly worn: readonly Interval[];
}

/**
 * The records of one fetch. The watch tells at the end how many there were: another number of different records means that
 * one was lost on the way, and nothing of the fetch is taken.
 *
 * A line that comes twice in the same words is one record: the watch keeps one for each ten minutes, so it was the link
 * that doubled it. It does not stand in for a lost one: records are counted, not lines.
 */
export class BangleFetch {
  private readonly records = new Map<number, BangleRecord>();
  private lines = 0;

  /** Every line that comes while it lasts: a watch may tell other things, but not for ever. @throws WearableError `malformed` */
  countLine(): void {
    this.lines++;
    if (this.lines > MOST_LINES) throw malformed('The wearable never comes to the end of its history.');
  }

  /** @throws WearableError `malformed` */
  add(record: BangleRecord): void {
    const known = this.records.get(record.end);
    if (known && !isSame(known, record)) throw malformed('The wearable told two things of the same ten minutes.');
    if (this.records.size === MOST_RECORDS) throw malformed('The wearable sent more history than a watch can hold.');
    this.records.set(record.end, record);
  }

  /** All records in order of time. @throws WearableError `malformed` */
  finish(count: number): readonly BangleRecord[] {
    if (count !== this.records.size) throw malformed('A part of the history is missing.');
    return [...this.records.values()].sort((a, b) => a.end - b.end);
  }
}

/**
 * Cuts records in order of time into stretches of a day at most. Those that begin before `since` are left out: `actfetch`
 * gives the record that ends at `since` once more. A watch whose time zone changed may hold blocks that overlap: the later
 * one then begins where the earlier ends.
 */
export function bangleStretches(records: readonly BangleRecord[], since: number): readonly BangleStretch[] {
  const stretches: Stretch[] = [];
  let before = Number.NEGATIVE_INFINITY;
  for (const record of records) {
    if (record.end - BLOCK < since) continue;
    const start = Math.max(record.end - BLOCK, before);
    before = record.end;
    let stretch = stretches.at(-1);
    // A gap begins a stretch of its own: where the watch's clock jumped, there is one.
    if (!stretch || start > stretch.to || record.end > stretch.from + DAY) {
      stretch = new Stretch(start);
      stretches.push(stretch);
    }
    stretch.add(record, start);
  }
  return stretches.map(({ from, to, samples, worn }) => ({ from, to, samples, worn: joinIntervals(worn) }));
}

class Stretch {
  to: number;
  readonly samples: Sample[] = [];
  readonly worn: Interval[] = [];

  constructor(readonly from: number) {
    this.to = from;
  }

  /** What was counted off the wrist is nobody's: not even that it was nothing. */
  add({ end, steps, heartRate, activity }: BangleRecord, start: number): void {
    this.to = end;
    if (activity === NOT_WORN) return;
    const block = { start, duration: end - start };
    this.worn.push(block);
    if (steps <= BOUNDS.stepsPerMinute * Math.ceil(block.duration / 60)) {
      this.samples.push({ metric: 'steps', ...block, value: steps });
    }
    if (isHeartRate(heartRate)) this.samples.push({ metric: 'heart-rate', start, value: heartRate });
    const stage = STAGES.get(activity);
    if (stage) this.samples.push({ metric: 'sleep', ...block, stage });
  }
}

/** Whether a heart rate may be recorded (SPEC.md 3.2); a watch says 0 where it has none. */
export function isHeartRate(value: number): boolean {
  return value >= BOUNDS.heartRate.min && value <= BOUNDS.heartRate.max;
}

function isSame(a: BangleRecord, b: BangleRecord): boolean {
  return a.steps === b.steps && a.heartRate === b.heartRate && a.activity === b.activity;
}

function malformed(sentence: string): WearableError {
  return new WearableError('malformed', sentence);
}
