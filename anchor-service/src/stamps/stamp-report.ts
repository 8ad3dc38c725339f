import type { BlockHeader } from './core/block-headers.js';
import type { StampVerifier } from './ports.js';

/** Whom to believe about time. */
export interface StampTrust {
  /** Of authorities that certificates were given for; `undefined` when none were. */
  readonly verify: StampVerifier | undefined;
  /** Policies of authorities that are accepted; all when empty. */
  readonly policies: readonly string[];
  /** Headers of Bitcoin blocks by height; `undefined` when none were given. */
  readonly headers: ReadonlyMap<number, BlockHeader> | undefined;
}

/** What came of one stamp, or of what should have been one. */
export interface StampFinding {
  /** The file that it is about, below the log's prefix. */
  readonly place: string;
  /** Pending: a calendar promised a stamp, which proves nothing yet. Unknown: it could not be told. */
  readonly verdict: 'sound' | 'unsound' | 'pending' | 'unknown';
  /** Of the checkpoint; absent where the list itself is wrong. */
  readonly size?: number;
  readonly kind?: 'rfc3161' | 'opentimestamps';
  /** Who says so: the name in the authority's certificate, a Bitcoin block, or a calendar. */
  readonly authority?: string;
  /** Unix seconds at which the checkpoint existed, with every leaf before it. */
  readonly genTime?: number;
  /** By how many seconds the time may be off, where its source says so. */
  readonly accuracy?: number;
  /** Height of the log's block that ends at the checkpoint. */
  readonly block?: number;
  /** What is odd about its time; block times are the anchor's word, so it is no proof of anything. */
  readonly order?: 'before-its-block' | 'before-an-earlier-stamp';
  /** One sentence, where it is not sound. */
  readonly reason?: string;
}

export interface StampReport {
  /** Unsound if anything is; unknown if something could not be told, or there are no stamps; sound otherwise. */
  readonly verdict: 'sound' | 'unsound' | 'unknown';
  readonly findings: readonly StampFinding[];
}
