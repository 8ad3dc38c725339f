import { Histogram, type HistogramCounts } from './histogram.js';
import type { PhaseResult } from './phase-result.js';
import { peopleOf } from './rates.js';

/** Seconds. */
interface Times {
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
}

/** What a phase came to. Times are seconds from when an envelope was due. */
export interface Row {
  readonly name: string;
  /** How many people make so many envelopes, where turns are spread. */
  readonly people?: number;
  /** Envelopes a second that were due, where turns are spread. */
  readonly perSecond?: number;
  readonly envelopes: number;
  /** Without a receipt or without a proof when nobody waited any longer. */
  readonly missing: number;
  readonly receipt: Times;
  /** p99 of the receipts of the first half of the phase and of the second: where it grows, the rate is not carried. */
  readonly halves: readonly [number, number];
  readonly inclusion: Times;
  /** From the first envelope that was due until all was over. */
  readonly seconds: number;
  /** Milliseconds of a core for an envelope, by kind of process. */
  readonly cpu: Readonly<Record<string, number>>;
  /** Bytes for an envelope over the connections to the broker. */
  readonly wire: { readonly up: number; readonly down: number };
  readonly resent: number;
  /** Agents of whom an earlier phase had left something: the figures are of that as well. */
  readonly left: number;
  readonly failures: number;
  readonly checkpoints: number;
  /** Bytes of the log that whoever follows it read for a checkpoint. */
  readonly logBytes: number;
}

export interface Measured {
  readonly name: string;
  readonly result: PhaseResult;
  /** For how long turns were due, where they are spread. */
  readonly spread?: number;
  /** Seconds of a core that each kind of process used meanwhile. */
  readonly used: Readonly<Record<string, number>>;
}

const MICROSECONDS = 1_000_000;
const three = (value: number): number => Number(value.toPrecision(3));

export function rowOf({ name, result, spread, used }: Measured): Row {
  const { due, received, included, receipts, inclusions, seconds } = result;
  const each = (value: number): number => three(value / Math.max(1, due));
  const [first, second] = receipts;
  const all = { ...used, players: result.cpuSeconds };
  return {
    name,
    ...(spread === undefined ? {} : { perSecond: three(due / spread), people: peopleOf(due / spread) }),
    envelopes: due,
    missing: 2 * due - received - included,
    receipt: timesOf([...first, ...second]),
    halves: [timesOf(first).p99, timesOf(second).p99],
    inclusion: timesOf(inclusions),
    seconds: three(seconds),
    cpu: Object.fromEntries(Object.entries(all).map(([kind, time]) => [kind, each(1_000 * time)])),
    wire: { up: each(result.up), down: each(result.down) },
    resent: result.resent,
    left: result.left,
    failures: result.failures,
    checkpoints: result.checkpoints,
    logBytes: three(result.logBytes / Math.max(1, result.checkpoints)),
  };
}

function timesOf(counts: HistogramCounts): Times {
  const histogram = Histogram.of(counts);
  const at = (share: number): number => three(histogram.quantile(share) / MICROSECONDS);
  return { p50: at(0.5), p99: at(0.99), most: at(1) };
}

/** Figures of processes by kind: who is one of several of a kind is called after it. Those that made keys count as none. */
export function byKind(
  figures: Readonly<Record<string, number>>,
  together = (one: number, other: number): number => one + other,
): Readonly<Record<string, number>> {
  const kinds: Record<string, number> = {};
  for (const [name, figure] of Object.entries(figures)) {
    const kind = name.replace(/^witness-.*/, 'witnesses');
    if (kind !== 'keygen') kinds[kind] = together(kinds[kind] ?? 0, figure);
  }
  return kinds;
}

/** What was used between two looks. */
export const usedBetween = (
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(after).map(([kind, seconds]) => [kind, seconds - (before[kind] ?? 0)]));
