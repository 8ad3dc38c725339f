import type { CertificateProblem } from './core/certificate.js';
import type { ErasedDays } from './core/erased-days.js';
import type { NewRecord, OutboxRecord } from './outbox-port.js';
import type { Chunk, DayKeys } from './vault-port.js';

/** What an employee had forgotten. Times in Unix seconds. */
export interface KeptErasure extends ErasedDays {
  readonly leaf: Uint8Array;
  /** The stretch of the days, [start, end). */
  readonly start: number;
  readonly end: number;
  readonly issued: number;
  /** Up to this sequence, envelopes were received when it was asked for. */
  readonly receivedUpTo: number;
  /** What came of its certificate, when it was last looked at. */
  readonly verdict: Verdict | undefined;
}

/** A certificate of an erasure, as it was verified here. */
export interface Verdict {
  /** When the coach API says to have destroyed it, Unix seconds. */
  readonly time: number;
  readonly envelopes: number;
  /** Where the certificate is proven to stand in the log. */
  readonly logIndex: number | undefined;
  readonly problem: CertificateProblem | undefined;
}

/** What is held when an erasure is made, and nothing else can write. */
export interface HeldDays {
  /** Of the days that are erased. */
  readonly chunks: readonly Chunk[];
  /** Of every day. */
  readonly dayKeys: readonly DayKeys[];
  readonly records: readonly OutboxRecord[];
}

export interface ErasurePlan {
  readonly erasure: Omit<KeptErasure, 'receivedUpTo' | 'verdict'>;
  /** What is to be delivered, in this order; the erasure among it. */
  readonly records: readonly NewRecord[];
  /** Leaves of records that hold keys of the days. */
  readonly drop: readonly Uint8Array[];
  /** Samples by which the running totals go down. */
  readonly counts: Readonly<Record<string, number>>;
}

/** The days that an employee had forgotten. Every write is durable when it settles, whole or not at all. */
export interface Erasures {
  /** In the order in which they were made. */
  erasures(): Promise<readonly KeptErasure[]>;
  /**
   * Destroys samples, keys and marks of days and keeps that they are erased, in one transaction: from then on nothing of them
   * is taken in or sealed.
   *
   * @param plan is asked within the transaction
   */
  erase(days: ErasedDays, plan: (held: HeldDays) => ErasurePlan): Promise<void>;
  /** Takes what was destroyed out of the files. @returns false while another process holds them */
  scrub(): Promise<boolean>;
  saveVerdict(leaf: Uint8Array, verdict: Verdict): Promise<void>;
}
