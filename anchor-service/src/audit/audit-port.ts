import type { ErasureCounts } from '@fit4work/protocol';
import type { DayFacts, Publication } from '../core/audit-day.js';

/** The last checkpoint that came out of those that end at a block of a day, as it was published. */
export interface DayEnd {
  readonly day: string;
  readonly checkpoint: Uint8Array;
}

/** When each checkpoint came out and who had cosigned it, the one thing that the public folder does not keep, and what follows of each day. */
export interface AuditBook {
  /**
   * Writes a publication down with its bytes; the first time of a size is kept.
   * @param day of the block at which it ends, where that is known: its end is kept
   */
  note(publication: Publication, checkpoint: Uint8Array, day?: string): void;
  /** Ends of days from one up to and with another, in order; none of days that were over before ends were kept. */
  dayEnds(from: string, until: string): DayEnd[];
  /** The checkpoint that was noted last, as it was published; `undefined` before the first. */
  newest(): Uint8Array | undefined;
  /** Publications above a size, in order of size. @param most of them */
  publicationsAbove(size: number, most: number): Publication[];
  /** Up to which size blocks are counted in days. */
  counted(): number;
  /** Puts days in the place of what was known of them, all or none: the newest ends where {@link counted} is from then on. */
  putDays(days: readonly DayFacts[]): void;
  /** Days from one up to and with another that have blocks, in order. */
  days(from: string, until: string): DayFacts[];
  /** The last day before one that has blocks. */
  lastDayBefore(day: string): DayFacts | undefined;
  /** Counts of erasures as the coach API signed them, the newest that were kept. */
  erasures(): Uint8Array | undefined;
  keepErasures(signed: Uint8Array): void;
  close(): void;
}

/** Counts of erasure certificates, as the coach API signed them. */
export interface SignedErasureCounts extends ErasureCounts {
  /** The signed record, verbatim (SPEC.md clause 14.4). */
  readonly bytes: Uint8Array;
}

/** The coach API's counts. */
export interface ErasureSource {
  /** Asks for them. Settles within a bounded time or throws `source-failed`. */
  ask(): Promise<SignedErasureCounts>;
  /** Reads some that were kept; `undefined` for what its key did not sign. */
  open(bytes: Uint8Array): SignedErasureCounts | undefined;
}
