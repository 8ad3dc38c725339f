/** What was believed of the log last, so that a rollback across restarts is noticed. */
export interface LogState {
  /** The signed checkpoint. */
  readonly checkpoint: string;
  /** When the log has gone to another policy by a statement: from the text that was configured to the one that stands. */
  readonly followed: { readonly from: string; readonly to: string } | undefined;
}

export interface LogStateStore {
  load(): Promise<LogState | undefined>;
  save(state: LogState): Promise<void>;
}

/** A proof that a leaf stands in a witnessed checkpoint, verified. */
export interface LeafProof {
  readonly index: number;
  /** Size of the checkpoint. */
  readonly size: number;
  /** A `.tlog-proof` file. */
  readonly text: string;
}

/** The anchor's log, as far as reads need it. */
export interface Log {
  /**
   * Hands a leaf to the anchor and waits until it stands in a witnessed checkpoint and the proof of it verified. Leaves that
   * come together travel together.
   *
   * @throws CoachError `not-proven` after the time, `log-distrusted`
   */
  prove(leaf: Uint8Array, timeoutMs: number): Promise<LeafProof>;
  /** Whether a leaf stands at an index, proven now. @throws CoachError `log-unavailable` when that cannot be told */
  holds(leaf: Uint8Array, index: number): Promise<boolean>;
}
