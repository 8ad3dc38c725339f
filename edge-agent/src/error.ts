/** Why the agent cannot go on. The list is closed. */
export type AgentErrorCode =
  | 'not-enrolled'
  | 'already-enrolled'
  | 'bad-passphrase'
  | 'bad-invitation'
  | 'bad-file'
  | 'bad-configuration'
  | 'refused' // the coach API refused what was sent
  | 'unreachable' // transient: try again
  | 'vault-damaged'
  | 'vault-busy' // transient: another command holds the vault
  | 'disk-full' // transient: nothing was written, and it is tried again
  | 'disk-failed' // transient, as above
  | 'not-granted' // no such grant
  | 'wearable' // a wearable that is asked for cannot be had: try again
  | 'interrupted' // stopped by the person before it was done
  | 'unsound' // an archive that is not as it was written
  | 'timed-out';

/** One sentence that names the thing and the remedy; never a value, a key or a name. */
export class AgentError extends Error {
  override readonly name = 'AgentError';

  constructor(
    readonly code: AgentErrorCode,
    message: string,
    options?: { cause: unknown },
  ) {
    super(message, options);
  }
}
