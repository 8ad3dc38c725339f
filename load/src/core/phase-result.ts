import { Histogram, type HistogramCounts } from './histogram.js';
import type { TallyCounts } from './tally.js';

/** What came of a phase in one process of players, or in all of them. */
export interface PhaseResult extends TallyCounts {
  /** Until the last envelope had its receipt and its proof, or nobody waited any longer. */
  readonly seconds: number;
  /** Of a core, in the processes of the players. */
  readonly cpuSeconds: number;
  /** Bytes of all connections to the broker. */
  readonly up: number;
  readonly down: number;
  /** Envelopes and leaves that were sent again. */
  readonly resent: number;
  /** Agents of whom an earlier phase had left something, which is measured with this one. */
  readonly left: number;
  /** Connections that failed or were lost. */
  readonly failures: number;
  /** Checkpoints that were followed, and the bytes of the log that were read for it. */
  readonly checkpoints: number;
  readonly logBytes: number;
}

const sum = (results: readonly PhaseResult[], of: (result: PhaseResult) => number): number =>
  results.reduce((total, result) => total + of(result), 0);

const together = (all: readonly HistogramCounts[]): HistogramCounts => {
  const histogram = new Histogram();
  for (const counts of all) histogram.add(counts);
  return histogram.counts;
};

/** What all processes saw: they follow the same checkpoints, so that these are counted once. */
export function ofAll(results: readonly PhaseResult[]): PhaseResult {
  return {
    due: sum(results, ({ due }) => due),
    received: sum(results, ({ received }) => received),
    included: sum(results, ({ included }) => included),
    receipts: [
      together(results.map(({ receipts }) => receipts[0])),
      together(results.map(({ receipts }) => receipts[1])),
    ],
    inclusions: together(results.map(({ inclusions }) => inclusions)),
    seconds: Math.max(0, ...results.map(({ seconds }) => seconds)),
    cpuSeconds: sum(results, ({ cpuSeconds }) => cpuSeconds),
    up: sum(results, ({ up }) => up),
    down: sum(results, ({ down }) => down),
    resent: sum(results, ({ resent }) => resent),
    left: sum(results, ({ left }) => left),
    failures: sum(results, ({ failures }) => failures),
    checkpoints: Math.max(0, ...results.map(({ checkpoints }) => checkpoints)),
    logBytes: Math.max(0, ...results.map(({ logBytes }) => logBytes)),
  };
}
