/** What can be wrong with a log, its keys or what was said about it. Closed: callers switch over it. */
export type LogErrorCode =
  /** Bytes that do not follow their specification; nothing was verified. */
  | 'malformed-note'
  | 'malformed-key'
  | 'malformed-checkpoint'
  | 'malformed-policy'
  | 'malformed-tile'
  | 'malformed-bundle'
  | 'malformed-proof'
  | 'malformed-block'
  | 'malformed-state'
  | 'malformed-statement'
  /** A call that no log could answer: an index or a size that is not there. */
  | 'out-of-range'
  /** The note is of a log that the policy does not name. */
  | 'unknown-log'
  /** A trusted key's signature is absent or does not verify. */
  | 'bad-signature'
  /** Too few witnesses of the policy cosigned. */
  | 'quorum-not-met'
  /** A policy statement that does not continue the policy that is believed. */
  | 'wrong-succession'
  /** A log that serves a policy statement which is not to be believed; the cause says why. */
  | 'refused-statement'
  /** A checkpoint smaller than the one held. */
  | 'rollback'
  /** A checkpoint that no append could have made of the one held. */
  | 'fork'
  /** A block that does not begin with the hash of the block before it. */
  | 'unbound-block'
  /** A tile or a bundle that the log promised could not be read; trying again may help. */
  | 'missing-tile'
  /** A Merkle proof that does not lead to the root. */
  | 'wrong-proof';

/**
 * The one error of the log's formats and proofs. `malformed-*`, `bad-signature`, `quorum-not-met`, `rollback`, `fork`,
 * `unbound-block`, `wrong-succession`, `refused-statement` and `wrong-proof` mean that the peer sent bad data; `missing-tile` is transient.
 */
export class LogError extends Error {
  override readonly name = 'LogError';
  readonly code: LogErrorCode;

  constructor(code: LogErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
