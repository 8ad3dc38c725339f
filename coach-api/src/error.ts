/** What can go wrong in the coach API. The list is closed. */
export type CoachErrorCode =
  | 'bad-config' // the environment or a file that it names is not as it must be
  | 'bad-passphrase' // it does not open the key file, or nobody gave one
  | 'busy-port'
  | 'bad-request'
  | 'unauthorised'
  | 'not-granted'
  | 'not-given' // a programme rests on an answer that this coach did not get
  | 'plan-warned' // a load rule warns, and the coach did not overrule it
  | 'invitation-unknown'
  | 'invitation-used'
  | 'invitation-expired'
  | 'already-enrolled'
  | 'agent-unknown' // no agent that may send has this key
  | 'certificate-refused'
  | 'kept-refused' // what is kept for a new machine is not of its identity
  | 'too-many-requests' // transient
  | 'too-many-reads' // transient
  | 'not-proven' // transient: no proof of the read record in time
  | 'broker-unavailable' // transient
  | 'log-unavailable' // transient
  | 'journal-failed' // transient: the journal of erasures could not be written
  | 'store-unavailable' // transient: the database does not answer
  | 'log-distrusted' // the log rewrote what was believed
  | 'damaged-record'; // stored bytes no longer fit their leaf

/** The message is one sentence that names the thing and the remedy; it never carries a value, a key, a token or a name. */
export class CoachError extends Error {
  override readonly name = 'CoachError';
  /** The metric that was refused; only with `not-granted`. */
  readonly metric: string | undefined;

  constructor(
    readonly code: CoachErrorCode,
    message: string,
    options?: { readonly cause?: unknown; readonly metric?: string },
  ) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.metric = options?.metric;
  }
}
