/** Why a cluster cannot be run. The list is closed. */
export type ClusterErrorCode =
  | 'usage'
  | 'missing-program'
  /** A part did not come up, or did not come back. */
  | 'not-whole'
  /** A name service was told something that Erlang does not say. */
  | 'malformed'
  | 'interrupted';

/** One sentence that names the thing and the remedy. */
export class ClusterError extends Error {
  override readonly name = 'ClusterError';

  constructor(
    readonly code: ClusterErrorCode,
    message: string,
    options?: { cause: unknown },
  ) {
    super(message, options);
  }
}
