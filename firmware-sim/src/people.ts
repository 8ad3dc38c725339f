import { createHash } from 'node:crypto';
import { localMinuteOf, MINUTES_A_DAY } from './core/brussels-time.js';
import type { FaultPlan } from './core/fault-plan.js';
import type { Plan, SourcePlan, WearablePlan } from './core/plan.js';
import { SimError } from './error.js';
import { FAMILIES } from './families/families.js';
import type { Given } from './options.js';

const USUAL = { days: 7, port: 9100, seed: 1 } as const;

export interface PeopleOptions {
  readonly given: Given;
  /** The recordings of the folder to replay; none for generated people. */
  readonly recordings: readonly string[];
  readonly faults: readonly FaultPlan[];
  /** Unix seconds. */
  readonly now: number;
}

/** The plan that a command line stands for. @throws SimError `usage` if it would play nothing. */
export function planOf(options: PeopleOptions): Plan {
  const { given } = options;
  const wearables = sourcesOf(options).map((source, index) => toWearable(options, source, index + 1));
  return Object.freeze({ port: given.port ?? USUAL.port, wearables: Object.freeze(wearables) });
}

function sourcesOf({ given, recordings, now }: PeopleOptions): SourcePlan[] {
  const { people, seed = USUAL.seed, live = false } = given;
  if (people === undefined) {
    return recordings.map((file) => ({ kind: 'recording', file, days: given.days ?? 'all' }));
  }
  const days = given.days ?? USUAL.days;
  const today = Math.floor(localMinuteOf(now) / MINUTES_A_DAY);
  const from = given.from ?? today - days;
  if (from > today && playsFromToday(given)) {
    throw new SimError('usage', '--from is a day that has not begun, so that nothing is played; name one that has.');
  }
  return Array.from({ length: people }, (_, index) => ({
    kind: 'generated',
    seed,
    person: index + 1,
    from,
    days,
    live,
  }));
}

/** A wearable that only tells what is now, of people who do not live on, is played from any day; so is a recording. */
function playsFromToday({ family = 'huami', live, write }: Given): boolean {
  return write === undefined && (live === true || !FAMILIES[family].liveOnly);
}

function toWearable({ given, faults }: PeopleOptions, source: SourcePlan, number: number): WearablePlan {
  const { family = 'huami', memoryDays, sampleBytes, seed = USUAL.seed } = given;
  // Who replays recordings and wants no file of keys gets wearables that are not paired yet.
  const paired = family === 'huami' && (given.people !== undefined || given.keys !== undefined);
  return Object.freeze({
    address: addressOf(number),
    family,
    ...(paired ? { authKey: keyOf(seed, number) } : {}),
    ...(memoryDays === undefined ? {} : { memoryDays }),
    ...(sampleBytes === undefined ? {} : { sampleBytes }),
    seed: (seed + number) >>> 0,
    faults,
    source,
  });
}

function addressOf(number: number): string {
  const [high, low] = [number >> 8, number & 0xff].map((byte) => byte.toString(16).padStart(2, '0'));
  return `c0:f4:f5:00:${high}:${low}`;
}

/** Of no secrecy: the wearable is simulated, and the same seed gives the same key. */
function keyOf(seed: number, number: number): Uint8Array {
  return createHash('sha256').update(`fit4work-sim ${seed} ${number}`).digest().subarray(0, 16);
}
