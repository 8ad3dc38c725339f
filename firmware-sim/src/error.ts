export type SimErrorCode =
  /** The command line contradicts itself or cannot be understood. */
  | 'usage'
  /** The plan, or the list of faults, cannot be understood. */
  | 'bad-plan'
  /** A recording cannot be read, is malformed, or cannot be written. */
  | 'bad-recording'
  /** The file of keys cannot be written. */
  | 'bad-keys';

/** `message` is one sentence that names the thing and the remedy; it carries no health value and no key. */
export class SimError extends Error {
  override readonly name = 'SimError';
  readonly code: SimErrorCode;

  constructor(code: SimErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
