import type { Said } from './core/language.js';

/** Why the agent cannot go on. The list is closed. */
export type AgentErrorCode =
  | 'not-enrolled'
  | 'already-enrolled'
  | 'bad-passphrase'
  | 'bad-words'
  | 'agent-ended' // the coach API lists its key no longer
  | 'superseded' // the agent's key was changed by another command
  | 'bad-invitation'
  | 'bad-file'
  | 'bad-configuration'
  | 'refused' // the coach API refused what was sent
  | 'unreachable' // transient: try again
  | 'clock-wrong' // of this machine
  | 'vault-damaged'
  | 'at-work' // another `run` has this vault
  | 'vault-busy' // transient: another command holds the vault
  | 'disk-full' // transient: nothing was written, and it is tried again
  | 'disk-failed' // transient, as above
  | 'no-memory' // transient: the passphrase was not tried
  | 'passphrase-untried' // the process that tries it did not begin, or ended
  | 'output-failed' // what was to be said could not be written
  | 'internal' // a bug
  | 'not-granted' // no such grant
  | 'consent-full' // as much consent is signed as the coach API takes
  | 'wearable' // a wearable that is asked for cannot be had: try again
  | 'interrupted' // stopped by the person before it was done
  | 'unsound' // an archive that is not as it was written
  | 'timed-out'
  | 'bad-request' // what the page asked is not as its API demands
  | 'foreign-request' // not the page of this machine asks
  | 'not-signed-in' // nobody logged in, or too long ago
  | 'locked' // the passphrase was not given, or too long ago
  | 'too-many-tries';

/** Of the disk or of another process: nothing was written, and the same may be asked again. */
const OF_STORAGE: ReadonlySet<AgentErrorCode> = new Set(['disk-full', 'disk-failed', 'vault-busy']);

/**
 * Why something is refused or cannot be: a code for programs, and one sentence that names the thing and the remedy, in each
 * language, out of core/refusal-words/; never a value, a key or a name. `message` is the English one, for who develops.
 */
export class AgentError extends Error {
  override readonly name = 'AgentError';
  readonly done: Readonly<Record<string, unknown>>;

  constructor(
    readonly code: AgentErrorCode,
    readonly said: Said,
    options?: {
      readonly cause: unknown;
      /** What was done before, and stays: a JSON document that tells of the failure tells it as well. */
      readonly done?: Readonly<Record<string, unknown>>;
    },
  ) {
    super(said.en, options);
    this.done = options?.done ?? {};
  }
}

export const isOfStorage = (error: unknown): error is AgentError =>
  error instanceof AgentError && OF_STORAGE.has(error.code);
