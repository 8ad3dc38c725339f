import type { Granularity, UpKind } from '@fit4work/protocol';
import type { Letters } from './letter-port.js';

/** An envelope on its way. `bytes` are kept until the envelope is both stored and proven. */
export interface OutboxEntry {
  readonly sequence: number;
  readonly leaf: Uint8Array;
  readonly bytes: Uint8Array;
}

/** An envelope that was just made. */
export interface SealedEntry extends OutboxEntry {
  /** Start of its window, Unix seconds: what an erasure of its day covers. */
  readonly windowStart: number;
}

/** What goes up beside envelopes. */
export type RecordKind = Exclude<UpKind, 'envelope'>;

/** A record on its way; kept for ever, since it is the employee's own history. */
export interface OutboxRecord {
  readonly leaf: Uint8Array;
  /** `damaged` where it was changed on disk or is missing: then nothing else of it is kept. */
  readonly kind: RecordKind | 'damaged';
  /** The record itself; of a message, which says what nobody else may read, a sealed box to the employee's vault. */
  readonly bytes: Uint8Array;
  /** What is published, the same at every attempt: what says anything goes sealed to the coach API. */
  readonly payload: Uint8Array;
  readonly received: boolean;
  /** Where a record that is anchored is proven to stand in the log. */
  readonly logIndex: number | undefined;
}

/** A record to be delivered: its bytes, and what is published of it. */
export interface NewRecord extends Pick<OutboxRecord, 'bytes' | 'payload'> {
  readonly kind: RecordKind;
  /** Only where `bytes` are sealed: else it is their hash. */
  readonly leaf?: Uint8Array;
}

/** How far the windows of each granularity have been sealed: the end of the last one, Unix seconds. */
export type Positions = Readonly<Record<Granularity, number>>;

/** What is to be committed when windows are sealed, in one transaction. */
export interface SealedWindows {
  readonly entries: readonly SealedEntry[];
  readonly positions: Positions;
  /** Open keys of days before this one are forgotten. */
  readonly forgetBefore: string;
}

export interface OutboxCounts {
  readonly envelopes: number;
  readonly received: number;
  readonly proven: number;
  readonly recordsWaiting: number;
}

/** The outbox: in sequence, without gaps, retired by a receipt and a proof. Every write is durable when it settles. */
export interface Outbox extends Letters {
  /** Sequence and leaf of the last envelope made; sequence 0 and 32 zero bytes before the first. */
  head(): Promise<{ readonly sequence: number; readonly leaf: Uint8Array }>;
  commit(windows: SealedWindows): Promise<void>;
  addRecords(records: readonly NewRecord[]): Promise<void>;
  /** Highest sequence that a receipt covers. */
  receivedUpTo(): Promise<number>;
  /** Entries after a sequence that no receipt covers, in order. */
  unreceived(after: number, limit: number): Promise<readonly OutboxEntry[]>;
  /** All that were ever made; one that was changed on disk hides no other. */
  records(): Promise<readonly OutboxRecord[]>;
  leafAt(sequence: number): Promise<Uint8Array | undefined>;
  markReceived(sequence: number, records: readonly Uint8Array[]): Promise<void>;
  /** Ends releases that are no longer to be delivered: their grant is withdrawn or has lapsed. */
  dropReleases(leaves: readonly Uint8Array[]): Promise<void>;
  /** Leaves of envelopes and anchored records without a proof, in order. */
  unproven(limit: number): Promise<readonly Uint8Array[]>;
  markProven(proven: readonly { leaf: Uint8Array; index: number }[], view: LogState): Promise<void>;
  logState(): Promise<LogState>;
  counts(): Promise<OutboxCounts>;
  /** Leaves of everything made here that belongs in the log. */
  leaves(): Promise<readonly Uint8Array[]>;
  /** Where the leaves stand: of anchored records in the order they were made, then of envelopes in sequence. */
  placements(): Promise<readonly Placement[]>;
}

/** A leaf of this agent, and its index in the log once that is proven. */
export interface Placement {
  readonly leaf: Uint8Array;
  /** Of an envelope; undefined of a record. */
  readonly sequence: number | undefined;
  readonly index: number | undefined;
}

/** What the agent has seen of the log: the last checkpoint believed, and how far entries were looked through. */
export interface LogState {
  readonly checkpoint: string | undefined;
  readonly scanned: number;
}
