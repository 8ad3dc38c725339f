/** What can go wrong in the anchor, a witness or a verification. Closed: callers switch over it. */
export type AnchorErrorCode =
  /** The operator's input: one sentence that names the thing and the remedy. */
  | 'bad-config'
  | 'bad-key'
  | 'bad-policy'
  | 'bad-statement'
  | 'busy-port'
  | 'busy-state'
  /** A peer sent what is not leaves. */
  | 'bad-leaves'
  /** An auditor asked for what there is not. */
  | 'bad-period'
  | 'busy-audit'
  /** An address asks more often than it may. */
  | 'too-many-requests'
  /** Leaves that were not taken, or are not on disk yet: to be sent again. */
  | 'pool-full'
  | 'not-committed'
  | 'stopping'
  | 'restored'
  /** A disk or a peer did not answer; trying again may help. */
  | 'storage-failed'
  | 'witness-failed'
  | 'source-failed'
  /** A witness, or the public folder, has seen more of this log than, or other than, its state holds: nothing may be signed. */
  | 'older-state'
  /** Another anchor may lead the log by now: this one may do nothing more. */
  | 'superseded'
  /** No further leaf has room in this log. */
  | 'full-log'
  /** What is on disk is not what was written: nothing may be signed any more. */
  | 'damaged-state'
  /** A pack of a form that this program does not know. */
  | 'other-version'
  /** A log that was verified is not sound. */
  | 'unsound';

/** The one error of this package. No message carries a leaf, a key or a token. */
export class AnchorError extends Error {
  override readonly name = 'AnchorError';
  readonly code: AnchorErrorCode;

  constructor(code: AnchorErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** After these nothing may be signed or taken any more, however often it is tried. */
const FATAL: ReadonlySet<AnchorErrorCode> = new Set(['damaged-state', 'older-state', 'superseded', 'full-log']);

export const isFatal = ({ code }: AnchorError): boolean => FATAL.has(code);
