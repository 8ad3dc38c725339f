/** Why the network cannot be shown. The list is closed. */
export type DemoErrorCode =
  | 'usage'
  | 'bad-state'
  | 'busy-port'
  | 'bad-recordings'
  | 'missing-program'
  | 'process-failed'
  | 'timed-out'
  | 'refused';

/** One sentence that names the thing and the remedy. */
export class DemoError extends Error {
  override readonly name = 'DemoError';

  constructor(
    readonly code: DemoErrorCode,
    message: string,
    options?: { cause: unknown },
  ) {
    super(message, options);
  }
}
