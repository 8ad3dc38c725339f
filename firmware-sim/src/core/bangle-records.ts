import { type MinuteLog, minutesOf, type StampedMinute } from './memory.js';
import { KIND, type MinuteSource } from './minute.js';

/** Minutes of one record of the health database. */
export const BLOCK_MINUTES = 10;
const BLOCK_SECONDS = BLOCK_MINUTES * 60;

/** The names are those of the wire (espruino/BangleApps, apps/android/lib.js). */
export interface BangleRecord {
  /** The end of its ten minutes, Unix seconds on the watch's clock. */
  readonly end: number;
  readonly steps: number;
  /** 0 if no pulse was found. */
  readonly heartRate: number;
  readonly movement: number;
  readonly activity: 'UNKNOWN' | 'NOT_WORN' | 'WALKING' | 'EXERCISE' | 'LIGHT_SLEEP' | 'DEEP_SLEEP';
}

/** The end of the block in which a stamp lies. */
function blockEnd(stamp: number): number {
  return (Math.floor(stamp / BLOCK_SECONDS) + 1) * BLOCK_SECONDS;
}

/**
 * The health database: what was measured while the clock stood in one block is one record, written when the clock leaves
 * the block. A block that is written already is not written again (apps/health/boot.js), so no two records have one end.
 *
 * @param now the watch's clock: the block in which it stands is not written yet
 */
export function bangleRecords(log: MinuteLog, source: MinuteSource, now: number): BangleRecord[] {
  const sealed = sealsOf(log);
  const written = new Map<number, BangleRecord>();
  let open: StampedMinute[] = [];
  const close = (): void => {
    const [first] = open;
    if (!first) return;
    const end = blockEnd(first.stamp);
    if (!written.has(end)) written.set(end, toRecord(end, open));
    open = [];
  };
  for (const minute of minutesOf(log.held, source)) {
    if (sealed(minute.at) || (open[0] && blockEnd(open[0].stamp) !== blockEnd(minute.stamp))) close();
    open.push(minute);
  }
  if (sealed(Number.POSITIVE_INFINITY) || (open[0] && now >= blockEnd(open[0].stamp))) close();
  return [...written.values()].sort((one, other) => one.end - other.end);
}

/** Whether a seal lies before a time that was not asked for yet. Times are asked for in their order. */
function sealsOf({ seals }: MinuteLog): (at: number) => boolean {
  let next = 0;
  return (at) => {
    const before = next;
    while (next < seals.length && (seals[next] ?? 0) <= at) next++;
    return next > before;
  };
}

/** The Unix time of the world at which the block began that is not written yet; `until` if there is none. */
export function openBlockStart({ held, seals }: MinuteLog, now: number, until: number): number {
  const last = held.at(-1);
  const seal = seals.at(-1) ?? Number.NEGATIVE_INFINITY;
  if (!last || seal >= last.at + last.count * 60) return until;
  const end = blockEnd(last.stamp + (last.count - 1) * 60);
  if (now >= end) return until;
  let from = until;
  for (const segment of held.toReversed()) {
    const inBlock = Math.min(segment.count, (segment.stamp + segment.count * 60 - (end - BLOCK_SECONDS)) / 60);
    const after = segment.stamp + segment.count * 60 > end;
    if (inBlock <= 0 || after || segment.at + segment.count * 60 <= seal) break;
    from = Math.max(seal, segment.at + (segment.count - inBlock) * 60);
    if (inBlock < segment.count || from === seal) break;
  }
  return from;
}

function toRecord(end: number, minutes: readonly StampedMinute[]): BangleRecord {
  const rates = minutes.flatMap(({ heartRate }) => heartRate ?? []);
  return {
    end,
    steps: sum(minutes.map(({ steps }) => steps)),
    heartRate: rates.length === 0 ? 0 : Math.round(sum(rates) / rates.length),
    movement: Math.round(sum(minutes.map(({ intensity }) => intensity)) / minutes.length),
    activity: mostly(minutes.map(activityOf)),
  };
}

function activityOf({ kind, steps }: StampedMinute): BangleRecord['activity'] {
  if (kind === KIND.nonWear || kind === KIND.charging) return 'NOT_WORN';
  if (kind === KIND.deepSleep) return 'DEEP_SLEEP';
  if (kind === KIND.lightSleep || kind === KIND.remSleep) return 'LIGHT_SLEEP';
  if (kind === KIND.running) return 'EXERCISE';
  return steps >= 40 ? 'WALKING' : 'UNKNOWN';
}

/** What comes most often, the first of those that come equally often. */
function mostly<Value>(values: readonly Value[]): Value {
  const times = new Map<Value, number>();
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
  const [first] = [...times].sort(([, one], [, other]) => other - one);
  return (first as [Value, number])[0];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
