import type { UpKind } from '@fit4work/protocol';

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
  /** Whether a receipt names it. */
  readonly received: boolean;
  /** Of a release: its grant was over before a receipt named it, and it is never sent any more. */
  readonly dropped: boolean;
  /** Where a record that is anchored is proven to stand in the log. */
  readonly logIndex: number | undefined;
}

/** A record to be delivered: its bytes, and what is published of it. */
export interface NewRecord extends Pick<OutboxRecord, 'bytes' | 'payload'> {
  readonly kind: RecordKind;
  /** Only where `bytes` are sealed: else it is their hash. */
  readonly leaf?: Uint8Array;
}

/** A record that somebody else stored and that is proven to stand in the log. */
export interface ProvenRecord extends NewRecord {
  readonly index: number;
}
