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
