import type { RecoveryKind } from '@fit4work/protocol';

export interface RecoveryAsked {
  readonly pseudonym: string;
  /** Positions after this one. */
  readonly after: number;
}

/** A stored record, not compared with its leaf yet: what is sealed has to be opened for that. */
export interface RecoveredRow {
  readonly position: number;
  readonly leaf: string;
  readonly bytes: Uint8Array;
  readonly sealedTo: 'person' | 'coach-api' | undefined;
}

export interface RecoveredEnvelope {
  readonly position: number;
  readonly agent: number;
  readonly sequence: number;
  readonly leaf: Uint8Array;
  /** Null when it was erased. */
  readonly bytes: Uint8Array | null;
  /** Whether its bytes no longer fit its leaf. */
  readonly damaged: boolean;
}

/** What is stored of a person, in pages of a few, in ascending order of position; an empty page ends. */
export interface RecoveryStore {
  envelopes(asked: RecoveryAsked): Promise<readonly RecoveredEnvelope[]>;
  records(kind: Exclude<RecoveryKind, 'envelopes'>, asked: RecoveryAsked): Promise<readonly RecoveredRow[]>;
}
