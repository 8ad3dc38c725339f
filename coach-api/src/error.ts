/** What can go wrong in the coach API. The list is closed. */
export type CoachErrorCode =
  | 'bad-config' // the environment or a file that it names is not as it must be
  | 'bad-passphrase' // it does not open the key file, or nobody gave one
  | 'busy-port'
  | 'at-work' // another coach API has this database, or this journal
  | 'not-held' // transient: another coach API looks after this person, or is about to
  | 'bad-request'
  | 'unauthorised'
  | 'login-again' // the login is not recent enough for what was asked
  | 'login-failed'
  | 'no-role' // the provider knows this account, and it may do nothing here
  | 'not-permitted' // for another role
  | 'cross-site' // by cookie, and not from a page of this service
  | 'provider-unavailable' // transient
  | 'not-granted'
  | 'not-given' // a programme rests on an answer that this coach did not get
  | 'plan-warned' // a load rule warns, and the coach did not overrule it
  | 'invitation-unknown'
  | 'invitation-used'
  | 'invitation-expired'
  | 'invitation-revoked'
  | 'invitation-unused' // nobody enrolled with it, so that there is nothing to hold off
  | 'no-invitation' // of this number
  | 'no-challenge' // of this number
  | 'challenge-taken' // another has this name
  | 'challenge-full'
  | 'challenge-not-begun'
  | 'challenge-ended'
  | 'agent-suspended' // the administrator holds it off
  | 'already-enrolled'
  | 'agent-unknown' // no agent that may send has this key
  | 'certificate-refused'
  | 'kept-refused' // what is kept for a new machine is not of its identity
  | 'too-many-requests' // transient
  | 'overloaded' // transient: too much at once, or the service stops
  | 'too-many-reads' // transient
  | 'not-proven' // transient: no proof of the read record in time
  | 'broker-unavailable' // transient
  | 'log-unavailable' // transient
  | 'journal-failed' // transient: one of the journals could not be written
  | 'store-unavailable' // transient: the database does not answer
  | 'not-reconciled' // no line of that day is signed yet
  | 'log-distrusted' // the log rewrote what was believed
  | 'damaged-record'; // stored bytes no longer fit their leaf

/** The message is one sentence that names the thing and the remedy; it never carries a value, a key, a token or a name. */
export class CoachError extends Error {
  override readonly name = 'CoachError';
  /** The metric that was refused; only with `not-granted`. */
  readonly metric: string | undefined;
  /** Seconds after which it may be tried again, where that is known. */
  readonly retryAfter: number | undefined;

  constructor(
    readonly code: CoachErrorCode,
    message: string,
    options?: { readonly cause?: unknown; readonly metric?: string; readonly retryAfter?: number },
  ) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.metric = options?.metric;
    this.retryAfter = options?.retryAfter;
  }
}
