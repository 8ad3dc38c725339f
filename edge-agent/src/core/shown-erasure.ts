import type { CertificateProblem } from './certificate.js';

/** What an employee is told of days that were to be forgotten. Times in Unix seconds. */
export interface ShownErasure {
  readonly leaf: string;
  /** First and last civil day. */
  readonly from: string;
  readonly until: string;
  readonly issued: number;
  /** Whether the coach API has said, signed, that it has it. */
  readonly received: boolean;
  readonly logIndex: number | null;
  /** How many confirmed the log in which it stands. */
  readonly witnesses: number;
  /** What it says to have destroyed, as it was verified here when it was last looked at; null before. */
  readonly certificate: {
    readonly time: number;
    readonly envelopes: number;
    readonly logIndex: number | null;
    /** How many confirmed the log in which it stands. */
    readonly witnesses: number;
    readonly problem: CertificateProblem | null;
  } | null;
}
