/** Why the load cannot be played or measured. The list is closed. */
export type LoadErrorCode =
  | 'usage'
  | 'not-enrolled'
  | 'unreachable'
  | 'player-ended'
  /** A histogram was read from something else. */
  | 'malformed'
  | 'interrupted';

/** One sentence that names the thing and the remedy. */
export class LoadError extends Error {
  override readonly name = 'LoadError';

  constructor(
    readonly code: LoadErrorCode,
    message: string,
    options?: { cause: unknown },
  ) {
    super(message, options);
  }
}
