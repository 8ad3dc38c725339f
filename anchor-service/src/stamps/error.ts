/** Why there is no time stamp, or one that is not believed. Closed: each is named in the journal and in a report. */
export type StampErrorCode =
  /** Nobody answered in time, or with another status than success. Trying again may help. */
  | 'no-answer'
  /** The authority answered that it will not stamp. */
  | 'refused'
  /** What came is not the format that it should be. */
  | 'malformed'
  /** It is of other bytes than those that were to be stamped. */
  | 'other-imprint'
  /** It does not answer this request, but perhaps an earlier one. */
  | 'other-nonce'
  /** It was made under a policy that is not on the list. */
  | 'other-policy'
  | 'bad-signature'
  /** What is signed names another certificate than the one that signed. */
  | 'other-signer'
  /** The certificate is for no time stamps, but was issued under one that was given: a citizen's, for one. */
  | 'not-an-authority'
  /** The certificate is not for time stamps alone. */
  | 'wrong-purpose'
  /** A certificate was not valid at the time of the stamp. */
  | 'expired'
  /** No chain leads to a certificate that was given. */
  | 'unknown-authority'
  /** A Bitcoin block has another merkle root than the stamp leads to. */
  | 'other-block';

/** The error of time stamps. No message carries what a peer wrote. */
export class StampError extends Error {
  override readonly name = 'StampError';
  readonly code: StampErrorCode;

  constructor(code: StampErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
