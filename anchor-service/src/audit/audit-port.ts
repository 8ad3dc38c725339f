import type { MonthOfErasures } from '@fit4work/protocol';
import type { Publication } from '../core/audit-report.js';

/** When each checkpoint came out and who had cosigned it: the one thing that the public folder does not keep. */
export interface AuditBook {
  /** Writes one down; the first time of a size is kept. It is on disk when this returns. */
  note(publication: Publication): void;
  /** Those from one time up to another, Unix seconds, in order of size. */
  publications(from: number, until: number): Publication[];
  close(): void;
}

/** Counts of erasure certificates, as the coach API signed them. */
export interface SignedErasureCounts {
  readonly months: readonly MonthOfErasures[];
  /** The signed record, verbatim (SPEC.md clause 14.4). */
  readonly bytes: Uint8Array;
}

/** Asks the coach API. Settles within a bounded time or throws `source-failed`. */
export type ErasureCounts = () => Promise<SignedErasureCounts>;
