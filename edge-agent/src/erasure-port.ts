import type { CertificateProblem } from './core/certificate.js';
import type { ErasedDays } from './core/erased-days.js';
import type { NewRecord } from './record-port.js';

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

/** What an erasure destroys beside samples and keys, and what it sends. */
export interface ErasurePlan {
  readonly erasure: Omit<KeptErasure, 'receivedUpTo' | 'verdict'>;
  /** What is to be delivered, in this order; the erasure among it. */
  readonly records: readonly NewRecord[];
  /** Leaves of records that hold keys of the days. */
  readonly drop: readonly Uint8Array[];
  /** Samples by which the running totals go down. */
  readonly counts: Readonly<Record<string, number>>;
}
