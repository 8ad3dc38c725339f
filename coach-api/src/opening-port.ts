import type { AccountedOpening, NamedRecord } from './core/reconcile.js';

/** A day that was held against the log. */
export interface ReconciledDay {
  /** Of UTC, `YYYY-MM-DD`. */
  readonly day: string;
  readonly silent: number;
  /** The signed line. */
  readonly line: Uint8Array;
}

/** Openings of releases, and the days that were reconciled. Every change is durable when its promise settles; no opening is changed. */
export interface OpeningStore {
  add(openings: readonly AccountedOpening[]): Promise<void>;
  /** Page by page, in the order of arrival. Times in [from, until), Unix seconds. */
  between(from: number, until: number): AsyncIterable<readonly AccountedOpening[]>;
  /** What is stored under these leaves; the place of a read is as it was noted, not proven anew. */
  named(leaves: readonly string[]): Promise<ReadonlyMap<string, NamedRecord>>;
  /** Read records that were made in [from, until). */
  countReads(from: number, until: number): Promise<number>;
  /** Once a day; the first line of a day stays. */
  addDay(day: ReconciledDay): Promise<void>;
  day(day: string): Promise<ReconciledDay | undefined>;
  /** The latest first. */
  latestDays(limit: number): Promise<readonly ReconciledDay[]>;
}
